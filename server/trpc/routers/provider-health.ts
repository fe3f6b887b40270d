import { z } from 'zod'
import { adminProcedure, router } from '../init'
import { idInput, pageOf } from '../schemas/fields'
import {
  healthHistoryInput,
  healthHistoryView,
  providerHealthSummaryView,
  providerHealthView,
  toHealthHistoryView,
  toProviderHealthSummaryView,
  toProviderHealthView,
} from '../schemas/provider-health'

const tags = ['providers']

export const providerHealthRouter = router({
  list: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/providers/health',
        summary: 'Read the health of all providers',
        description: 'Of each: circuit, error rates, last success and last failure. All of them on one page.',
        tags,
        protect: true,
      },
    })
    .input(z.void())
    .output(pageOf(providerHealthSummaryView))
    .query(async ({ ctx }) => {
      const summaries = await ctx.services.providerHealth.list()
      return { items: summaries.map(toProviderHealthSummaryView), nextCursor: null }
    }),

  get: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/providers/{id}/health',
        summary: "Read a provider's health",
        description:
          'Circuit, pauses and quarantine with their ends, error rates, and the last hour by minute.',
        tags,
        protect: true,
      },
    })
    .input(idInput)
    .output(providerHealthView)
    .query(async ({ ctx, input }) => toProviderHealthView(await ctx.services.providerHealth.get(input.id))),

  history: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/providers/{id}/health/history',
        summary: "Read a provider's health history",
        description: 'Every change of its circuit, pauses, resets and connection tests, newest first.',
        tags,
        protect: true,
      },
    })
    .input(healthHistoryInput)
    .output(pageOf(healthHistoryView))
    .query(async ({ ctx, input: { id, ...page } }) => {
      const found = await ctx.services.providerHealth.history(id, page)
      return { ...found, items: found.items.map(toHealthHistoryView) }
    }),

  reset: adminProcedure
    .meta({
      changes: 'outside',
      openapi: {
        method: 'POST',
        path: '/providers/{id}/health/reset',
        summary: "Reset a provider's health",
        description: 'Closes its circuit and lifts every pause and quarantine, on all instances.',
        tags,
        protect: true,
      },
    })
    .input(idInput)
    .output(providerHealthView)
    .mutation(async ({ ctx, input }) =>
      toProviderHealthView(await ctx.services.providerHealth.reset(input.id)),
    ),
})
