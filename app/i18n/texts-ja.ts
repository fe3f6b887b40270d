import audit from '../../public/locales/ja/audit.json'
import clients from '../../public/locales/ja/clients.json'
import common from '../../public/locales/ja/common.json'
import jobs from '../../public/locales/ja/jobs.json'
import leaderboard from '../../public/locales/ja/leaderboard.json'
import messages from '../../public/locales/ja/messages.json'
import my from '../../public/locales/ja/my.json'
import overview from '../../public/locales/ja/overview.json'
import prices from '../../public/locales/ja/prices.json'
import providers from '../../public/locales/ja/providers.json'
import requests from '../../public/locales/ja/requests.json'
import routing from '../../public/locales/ja/routing.json'
import rules from '../../public/locales/ja/rules.json'
import sessions from '../../public/locales/ja/sessions.json'
import settings from '../../public/locales/ja/settings.json'
import statistics from '../../public/locales/ja/statistics.json'
import translate from '../../public/locales/ja/translate.json'
import users from '../../public/locales/ja/users.json'
import webhooks from '../../public/locales/ja/webhooks.json'
import words from '../../public/locales/ja/words.json'

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
