import audit from '../../public/locales/en/audit.json'
import clients from '../../public/locales/en/clients.json'
import common from '../../public/locales/en/common.json'
import jobs from '../../public/locales/en/jobs.json'
import leaderboard from '../../public/locales/en/leaderboard.json'
import messages from '../../public/locales/en/messages.json'
import my from '../../public/locales/en/my.json'
import overview from '../../public/locales/en/overview.json'
import prices from '../../public/locales/en/prices.json'
import providers from '../../public/locales/en/providers.json'
import requests from '../../public/locales/en/requests.json'
import routing from '../../public/locales/en/routing.json'
import rules from '../../public/locales/en/rules.json'
import sessions from '../../public/locales/en/sessions.json'
import settings from '../../public/locales/en/settings.json'
import statistics from '../../public/locales/en/statistics.json'
import translate from '../../public/locales/en/translate.json'
import users from '../../public/locales/en/users.json'
import webhooks from '../../public/locales/en/webhooks.json'
import words from '../../public/locales/en/words.json'

/** English is the reference: its shape types every key (see i18next.d.ts). */
export const texts = {
  audit,
  clients,
  common,
  jobs,
  leaderboard,
  messages,
  my,
  overview,
  prices,
  providers,
  requests,
  routing,
  rules,
  sessions,
  settings,
  statistics,
  translate,
  users,
  webhooks,
  words,
}
