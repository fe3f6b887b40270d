import common from '../../public/locales/en/common.json'
import overview from '../../public/locales/en/overview.json'
import prices from '../../public/locales/en/prices.json'
import providers from '../../public/locales/en/providers.json'
import requests from '../../public/locales/en/requests.json'
import routing from '../../public/locales/en/routing.json'
import rules from '../../public/locales/en/rules.json'
import settings from '../../public/locales/en/settings.json'
import translate from '../../public/locales/en/translate.json'
import users from '../../public/locales/en/users.json'

/** English is the reference: its shape types every key (see i18next.d.ts). */
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
