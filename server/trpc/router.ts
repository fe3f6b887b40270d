import { createCallerFactory, router } from './init'
import { authRouter } from './routers/auth'
import { keysRouter } from './routers/keys'
import { logsRouter } from './routers/logs'
import { overviewRouter } from './routers/overview'
import { providersRouter } from './routers/providers'
import { usersRouter } from './routers/users'

/** The admin API: a table of contents. */
export const appRouter = router({
  auth: authRouter,
  overview: overviewRouter,
  providers: providersRouter,
  users: usersRouter,
  keys: keysRouter,
  logs: logsRouter,
})
export type AppRouter = typeof appRouter

/** Calls the procedures inside the process, with the same checks and errors as over HTTP. */
export const createAdminCaller = createCallerFactory(appRouter)
export type AdminCaller = ReturnType<typeof createAdminCaller>
