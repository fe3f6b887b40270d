import { createCallerFactory, router } from './init'
import { auditRouter } from './routers/audit'
import { authRouter } from './routers/auth'
import { clientVersionsRouter } from './routers/client-versions'
import { dashboardRouter } from './routers/dashboard'
import { emailRouter } from './routers/email'
import { errorRulesRouter } from './routers/error-rules'
import { jobsRouter } from './routers/jobs'
import { keysRouter } from './routers/keys'
import { leaderboardRouter } from './routers/leaderboard'
import { logsRouter } from './routers/logs'
import { notificationsRouter } from './routers/notifications'
import { overviewRouter } from './routers/overview'
import { pricesRouter } from './routers/prices'
import { providerBulkRouter } from './routers/provider-bulk'
import { providerHealthRouter } from './routers/provider-health'
import { providerRedirectsRouter } from './routers/provider-redirects'
import { providersRouter } from './routers/providers'
import { quotaRouter } from './routers/quota'
import { routingRouter } from './routers/routing'
import { sensitiveWordsRouter } from './routers/sensitive-words'
import { sessionsRouter } from './routers/sessions'
import { settingsRouter } from './routers/settings'
import { statisticsRouter } from './routers/statistics'
import { systemRouter } from './routers/system'
import { translateRouter } from './routers/translate'
import { usersRouter } from './routers/users'
import { webhooksRouter } from './routers/webhooks'

/** The admin API: a table of contents. REST takes the first path that fits, so that /providers/health comes before
 * /providers/{id}. */
export const appRouter = router({
  auth: authRouter,
  overview: overviewRouter,
  dashboard: dashboardRouter,
  providerHealth: providerHealthRouter,
  providerBulk: providerBulkRouter,
  providers: providersRouter,
  providerRedirects: providerRedirectsRouter,
  users: usersRouter,
  keys: keysRouter,
  quota: quotaRouter,
  sessions: sessionsRouter,
  logs: logsRouter,
  statistics: statisticsRouter,
  leaderboard: leaderboardRouter,
  routing: routingRouter,
  translate: translateRouter,
  errorRules: errorRulesRouter,
  sensitiveWords: sensitiveWordsRouter,
  clientVersions: clientVersionsRouter,
  prices: pricesRouter,
  jobs: jobsRouter,
  settings: settingsRouter,
  notifications: notificationsRouter,
  webhooks: webhooksRouter,
  email: emailRouter,
  audit: auditRouter,
  system: systemRouter,
})
export type AppRouter = typeof appRouter

/** Calls the procedures inside the process, with the same checks and errors as over HTTP. */
export const createAdminCaller = createCallerFactory(appRouter)
export type AdminCaller = ReturnType<typeof createAdminCaller>
