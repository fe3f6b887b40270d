import audit from '../../public/locales/ar/audit.json'
import clients from '../../public/locales/ar/clients.json'
import common from '../../public/locales/ar/common.json'
import jobs from '../../public/locales/ar/jobs.json'
import leaderboard from '../../public/locales/ar/leaderboard.json'
import messages from '../../public/locales/ar/messages.json'
import my from '../../public/locales/ar/my.json'
import overview from '../../public/locales/ar/overview.json'
import prices from '../../public/locales/ar/prices.json'
import providers from '../../public/locales/ar/providers.json'
import requests from '../../public/locales/ar/requests.json'
import routing from '../../public/locales/ar/routing.json'
import rules from '../../public/locales/ar/rules.json'
import sessions from '../../public/locales/ar/sessions.json'
import settings from '../../public/locales/ar/settings.json'
import statistics from '../../public/locales/ar/statistics.json'
import translate from '../../public/locales/ar/translate.json'
import users from '../../public/locales/ar/users.json'
import webhooks from '../../public/locales/ar/webhooks.json'
import words from '../../public/locales/ar/words.json'

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
