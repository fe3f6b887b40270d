import { adminProcedure, router } from '../init'
import { idInput, pageOf } from '../schemas/fields'
import { logListInput, logView, toLogView } from '../schemas/log'
import { explanationView, toExplanationView } from '../schemas/routing'

const tags = ['logs']

export const logsRouter = router({
  list: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/logs',
        summary: 'List requests',
        description: 'The request log, newest first: who asked for what, what it took, no bodies.',
        tags,
        protect: true,
      },
    })
    .input(logListInput)
    .output(pageOf(logView))
    .query(async ({ ctx, input: { limit, cursor, ...filter } }) => {
      const page = await ctx.services.logs.list(filter, { limit, cursor })
      return { ...page, items: page.items.map(toLogView) }
    }),

  get: adminProcedure
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
    .query(async ({ ctx, input }) => toLogView(await ctx.services.logs.get(input.id))),

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
})
