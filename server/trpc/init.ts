import { TRPCError, initTRPC } from '@trpc/server'
import type { OpenApiMeta } from 'trpc-openapi'
import type { AdminContext } from './context'
import { InputError, toTrpcError } from './errors'

export interface ProcedureMeta extends OpenApiMeta {
  /** A request body that works, shown in the OpenAPI document. zod's own `examples` are dropped from every schema that
   * transforms its input. */
  example?: Record<string, unknown>
}

const t = initTRPC
  .context<AdminContext>()
  .meta<ProcedureMeta>()
  .create({
    // Development mode puts stack traces into answers; a log is the place for them.
    isDev: false,
    errorFormatter: ({ shape, error }) =>
      error.cause instanceof InputError
        ? { ...shape, data: { ...shape.data, issues: error.cause.issues } }
        : shape,
  })

export const router = t.router
export const createCallerFactory = t.createCallerFactory

/** Errors are translated here and not in the formatter, so that callers inside the process see the same ones. */
const procedure = t.procedure.use(async ({ next }) => {
  const result = await next()
  if (!result.ok) throw toTrpcError(result.error)
  return result
})

/** Every procedure so far is for admins only. */
export const adminProcedure = procedure.use(({ ctx, next }) => {
  if (!ctx.actor) throw new TRPCError({ code: 'UNAUTHORIZED', message: 'This needs the admin token.' })
  return next({ ctx: { ...ctx, actor: ctx.actor } })
})
