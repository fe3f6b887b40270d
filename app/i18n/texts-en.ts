import clients from '../../public/locales/en/clients.json'
import common from '../../public/locales/en/common.json'
import my from '../../public/locales/en/my.json'
import overview from '../../public/locales/en/overview.json'
import prices from '../../public/locales/en/prices.json'
import providers from '../../public/locales/en/providers.json'
import requests from '../../public/locales/en/requests.json'
import routing from '../../public/locales/en/routing.json'
import rules from '../../public/locales/en/rules.json'
import settings from '../../public/locales/en/settings.json'
import statistics from '../../public/locales/en/statistics.json'
import translate from '../../public/locales/en/translate.json'
import users from '../../public/locales/en/users.json'
import words from '../../public/locales/en/words.json'

/** English is the reference: its shape types every key (see i18next.d.ts). */
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
