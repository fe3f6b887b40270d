import { adminProcedure, forbidden, memberProcedure, router } from '../init'
import { idInput, pageOf } from '../schemas/fields'
import { itemizedCostView, toItemizedCostView } from '../schemas/cost'
import { logListInput, logView, toLogView, toMemberLogView } from '../schemas/log'
import { explanationView, toExplanationView } from '../schemas/routing'

const tags = ['logs']

export const logsRouter = router({
  list: memberProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/logs',
        summary: 'List requests',
        description:
          'The request log, newest first: who asked for what, what it took, no bodies. Users see their own.',
        tags,
        protect: true,
      },
    })
    .input(logListInput)
    .output(pageOf(logView))
    .query(async ({ ctx, input: { limit, cursor, ...filter } }) => {
      const { viewer } = ctx
      if (viewer.kind === 'admin') {
        const page = await ctx.services.logs.list(filter, { limit, cursor })
        return { ...page, items: page.items.map(toLogView) }
      }
      if (filter.userId !== undefined) ctx.own.user(filter.userId)
      if (filter.providerId !== undefined) throw forbidden('Requests by provider are for admins.')
      const page = await ctx.services.logs.list({ ...filter, userId: viewer.userId }, { limit, cursor })
      return { ...page, items: page.items.map(toMemberLogView) }
    }),

  get: memberProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/logs/{id}',
        summary: 'Read a request',
        description: 'One row of the request log, by the request id that the client was given.',
        tags,
        protect: true,
      },
    })
    .input(idInput)
    .output(logView)
    .query(async ({ ctx, input: { id } }) => {
      const entry = ctx.own.thing('request', id, await ctx.services.logs.get(id))
      return ctx.viewer.kind === 'admin' ? toLogView(entry) : toMemberLogView(entry)
    }),

  explain: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/logs/{id}/explain',
        summary: 'Explain a request',
        description:
          'How it found its provider: each attempt with its candidates and what came of it, decided again from the ' +
          'inputs that were recorded.',
        tags,
        protect: true,
      },
    })
    .input(idInput)
    .output(explanationView)
    .query(async ({ ctx, input }) => toExplanationView(await ctx.services.explainRequest(input.id))),

  cost: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/logs/{id}/cost',
        summary: 'Itemize a cost',
        description:
          'How a request came to its cost: the version of the price that counted, and each kind of token at its rate.',
        tags,
        protect: true,
      },
    })
    .input(idInput)
    .output(itemizedCostView)
    .query(async ({ ctx, input: { id } }) => toItemizedCostView(id, await ctx.services.itemizeCost(id))),
})
