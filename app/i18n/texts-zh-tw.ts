import audit from '../../public/locales/zh-TW/audit.json'
import clients from '../../public/locales/zh-TW/clients.json'
import common from '../../public/locales/zh-TW/common.json'
import jobs from '../../public/locales/zh-TW/jobs.json'
import leaderboard from '../../public/locales/zh-TW/leaderboard.json'
import messages from '../../public/locales/zh-TW/messages.json'
import my from '../../public/locales/zh-TW/my.json'
import overview from '../../public/locales/zh-TW/overview.json'
import prices from '../../public/locales/zh-TW/prices.json'
import providers from '../../public/locales/zh-TW/providers.json'
import requests from '../../public/locales/zh-TW/requests.json'
import routing from '../../public/locales/zh-TW/routing.json'
import rules from '../../public/locales/zh-TW/rules.json'
import sessions from '../../public/locales/zh-TW/sessions.json'
import settings from '../../public/locales/zh-TW/settings.json'
import statistics from '../../public/locales/zh-TW/statistics.json'
import translate from '../../public/locales/zh-TW/translate.json'
import users from '../../public/locales/zh-TW/users.json'
import webhooks from '../../public/locales/zh-TW/webhooks.json'
import words from '../../public/locales/zh-TW/words.json'

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
