import { TRPCError, initTRPC } from '@trpc/server'
import type { OpenApiMeta } from 'trpc-openapi'
import { ServiceError } from '#server/services/service-error'
import { runAudited } from '#server/stores/audit-scope'
import type { AdminContext, Viewer } from './context'
import { InputError, toTrpcError } from './errors'
import { answerOnce } from './repeatable'

export interface ProcedureMeta extends OpenApiMeta {
  /** A request body that works, shown in the OpenAPI document. zod's own `examples` are dropped from every schema that
   * transforms its input. */
  example?: Record<string, unknown>
  /** Who may call it. Said by the builders below, so that the documentation says what the checks do. */
  who?: 'admin' | 'member'
  /** What a mutation changes. Absent: the configuration, by a store, which writes the audit entry in its transaction.
   * `nothing`: it is a POST that only asks, or notes what its caller has read. `outside`: something else, so that the entry
   * is written before it begins. */
  changes?: 'nothing' | 'outside'
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

const signedInProcedure = procedure.use(({ ctx, next }) => {
  if (!ctx.viewer)
    throw new TRPCError({
      code: 'UNAUTHORIZED',
      message: 'This needs the admin token or an API key of the hub.',
    })
  return next({ ctx: { ...ctx, viewer: ctx.viewer } })
})

/** A POST with an Idempotency-Key is done once. Before the audit log, where it then stands once. */
const repeatable = t.middleware(async ({ ctx, path, meta, getRawInput, next }) => {
  const { viewer, idempotencyKey: key, services } = ctx
  if (meta?.openapi?.method !== 'POST' || viewer === null || key === undefined) return next()
  const request = { who: actorOf(viewer), procedure: path, key, input: await getRawInput() }
  return answerOnce(services.repeatable, request, next)
})

/** Whoever changes something is known to all that is written down of it while the procedure works. */
const audited = t.middleware(async ({ ctx, path, type, meta, getRawInput, next }) => {
  if (type !== 'mutation' || ctx.viewer === null || meta?.changes === 'nothing') return next()
  const scope = { actor: actorOf(ctx.viewer), action: path, ip: ctx.ip }
  if (meta?.changes === 'outside')
    await ctx.services.audit.noteAsked({ ...scope, input: await getRawInput() })
  return runAudited(scope, () => next())
})

const actorOf = (viewer: Viewer): string => (viewer.kind === 'admin' ? 'admin-token' : `key:${viewer.keyId}`)

/** For the admin alone. Checked before the input is read. */
export const adminProcedure = signedInProcedure
  .meta({ who: 'admin' })
  .use(({ ctx, next }) => {
    const { viewer } = ctx
    if (viewer.kind !== 'admin') throw forbidden('This needs the admin token.')
    return next({ ctx: { ...ctx, viewer } })
  })
  .use(repeatable)
  .use(audited)

/** For the admin and for users. What it answers must have gone through `ctx.own`: the table of own-objects.it.test.ts asks
 * each of these procedures for what belongs to somebody else. A read-only key changes nothing. */
export const memberProcedure = signedInProcedure
  .meta({ who: 'member' })
  .use(({ ctx, type, next }) => {
    const { viewer } = ctx
    if (type === 'mutation' && viewer.kind === 'member' && viewer.scope === 'read-only')
      throw forbidden('This key is read-only.')
    return next({ ctx: { ...ctx, own: createOwn(viewer) } })
  })
  .use(repeatable)
  .use(audited)

/** What the viewer may see; the admin may see everything. */
interface Own {
  /** @throws TRPCError FORBIDDEN when this is another user */
  user(userId: string): void
  /** Something that was found by its id. Of somebody else's it is not said that it exists.
   * @throws ServiceError not_found */
  thing<T extends { userId: string }>(what: string, id: string, found: T): T
}

function createOwn(viewer: Viewer): Own {
  const owns = (userId: string) => viewer.kind === 'admin' || viewer.userId === userId
  return {
    user(userId) {
      if (!owns(userId)) throw forbidden('This belongs to another user.')
    },
    thing(what, id, found) {
      if (!owns(found.userId)) throw ServiceError.notFound(what, id)
      return found
    },
  }
}

export const forbidden = (message: string): TRPCError => new TRPCError({ code: 'FORBIDDEN', message })
