import common from '../../public/locales/zh-CN/common.json'
import overview from '../../public/locales/zh-CN/overview.json'
import prices from '../../public/locales/zh-CN/prices.json'
import providers from '../../public/locales/zh-CN/providers.json'
import requests from '../../public/locales/zh-CN/requests.json'
import routing from '../../public/locales/zh-CN/routing.json'
import rules from '../../public/locales/zh-CN/rules.json'
import settings from '../../public/locales/zh-CN/settings.json'
import translate from '../../public/locales/zh-CN/translate.json'
import users from '../../public/locales/zh-CN/users.json'

export const texts = {
  common,
  overview,
  prices,
  providers,
  requests,
  routing,
  rules,
  settings,
  translate,
  users,
}
