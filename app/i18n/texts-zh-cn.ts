import clients from '../../public/locales/zh-CN/clients.json'
import common from '../../public/locales/zh-CN/common.json'
import my from '../../public/locales/zh-CN/my.json'
import overview from '../../public/locales/zh-CN/overview.json'
import prices from '../../public/locales/zh-CN/prices.json'
import providers from '../../public/locales/zh-CN/providers.json'
import requests from '../../public/locales/zh-CN/requests.json'
import routing from '../../public/locales/zh-CN/routing.json'
import rules from '../../public/locales/zh-CN/rules.json'
import settings from '../../public/locales/zh-CN/settings.json'
import statistics from '../../public/locales/zh-CN/statistics.json'
import translate from '../../public/locales/zh-CN/translate.json'
import users from '../../public/locales/zh-CN/users.json'
import words from '../../public/locales/zh-CN/words.json'

export const texts = {
  clients,
  common,
  my,
  overview,
  prices,
  providers,
  requests,
  routing,
  rules,
  settings,
  statistics,
  translate,
  users,
  words,
}
