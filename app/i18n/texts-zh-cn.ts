import audit from '../../public/locales/zh-CN/audit.json'
import clients from '../../public/locales/zh-CN/clients.json'
import common from '../../public/locales/zh-CN/common.json'
import jobs from '../../public/locales/zh-CN/jobs.json'
import leaderboard from '../../public/locales/zh-CN/leaderboard.json'
import messages from '../../public/locales/zh-CN/messages.json'
import my from '../../public/locales/zh-CN/my.json'
import overview from '../../public/locales/zh-CN/overview.json'
import prices from '../../public/locales/zh-CN/prices.json'
import providers from '../../public/locales/zh-CN/providers.json'
import requests from '../../public/locales/zh-CN/requests.json'
import routing from '../../public/locales/zh-CN/routing.json'
import rules from '../../public/locales/zh-CN/rules.json'
import sessions from '../../public/locales/zh-CN/sessions.json'
import settings from '../../public/locales/zh-CN/settings.json'
import statistics from '../../public/locales/zh-CN/statistics.json'
import translate from '../../public/locales/zh-CN/translate.json'
import users from '../../public/locales/zh-CN/users.json'
import webhooks from '../../public/locales/zh-CN/webhooks.json'
import words from '../../public/locales/zh-CN/words.json'

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
