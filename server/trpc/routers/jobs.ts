import { z } from 'zod'
import { followChanges, SLOW_STEP_MS } from '../follow-changes'
import { adminProcedure, router } from '../init'
import { idInput, pageOf } from '../schemas/fields'
import {
  jobDetailView,
  jobListInput,
  jobListView,
  jobLiveInput,
  jobView,
  logExportInput,
  recomputeInput,
  toJobDetailView,
  toJobInput,
  toJobView,
} from '../schemas/job'

const tags = ['jobs']

export const jobsRouter = router({
  list: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/jobs',
        summary: 'List jobs',
        description: 'Long work, the newest first. What has ended is kept for seven days, with its file.',
        tags,
        protect: true,
      },
    })
    .input(jobListInput)
    .output(pageOf(jobView))
    .query(async ({ ctx, input: { status, ...page } }) => {
      const { items, nextCursor } = await ctx.services.jobs.list({ status }, page)
      return { items: items.map(toJobView), nextCursor }
    }),

  /** The newest by server-sent events, when something has changed, once a second at most. */
  live: adminProcedure.input(jobLiveInput).subscription(({ ctx, input: { limit }, signal }) => {
    const read = async () => {
      const { items, nextCursor } = await ctx.services.jobs.list({}, { limit })
      return jobListView.parse({ items: items.map(toJobView), nextCursor })
    }
    return followChanges({ read, stepMs: SLOW_STEP_MS, signal })
  }),

  get: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/jobs/{id}',
        summary: 'Read a job',
        description:
          'How far it is, and what came of it. A file that it made is fetched from `GET /jobs/{id}/file`, from any instance.',
        tags,
        protect: true,
      },
    })
    .input(idInput)
    .output(jobDetailView)
    .query(async ({ ctx, input: { id } }) => toJobDetailView(await ctx.services.jobs.get(id))),

  exportLogs: adminProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/jobs/log-export',
        summary: 'Export requests in the background',
        description:
          'Makes a file of the request log, with the filters of `GET /logs` and the form of `GET /logs/export`. It may have ' +
          '64 MB, compressed.',
        tags,
        protect: true,
      },
      example: { format: 'csv', status: 'error', from: '2026-01-01T00:00:00Z' },
      changes: 'outside',
    })
    .input(logExportInput)
    .output(jobView)
    .mutation(async ({ ctx, input }) =>
      toJobView(await ctx.services.jobs.start('logs.export', toJobInput(input))),
    ),

  syncPrices: adminProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/jobs/price-sync',
        summary: 'Fetch prices in the background',
        description:
          'Fetches the table at the address of the setting priceSyncUrl and tells what it would change. `POST /prices/sync/apply` ' +
          'does it, with the digest of the result.',
        tags,
        protect: true,
      },
      example: {},
      changes: 'outside',
    })
    .input(z.object({}))
    .output(jobView)
    .mutation(async ({ ctx }) => toJobView(await ctx.services.jobs.start('prices.sync', {}))),

  recomputeCosts: adminProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/jobs/cost-recompute',
        summary: 'Compute missing costs in the background',
        description:
          'Of requests that had no price: bills their tokens at the price of their time or, where the model had none then, at ' +
          'the one of now, with the multiplier that the provider has now. Their rows and the statistics are corrected together. ' +
          'A request that has a cost keeps it, and what limits have counted stays as it is.',
        tags,
        protect: true,
      },
      example: { from: '2026-01-01T00:00:00Z' },
      changes: 'outside',
    })
    .input(recomputeInput)
    .output(jobView)
    .mutation(async ({ ctx, input }) =>
      toJobView(await ctx.services.jobs.start('prices.recompute', toJobInput(input))),
    ),

  cancel: adminProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/jobs/{id}/cancel',
        summary: 'Cancel a job',
        description:
          'It ends within a second, on whatever instance it is, and leaves no file. Costs that were computed stay.',
        tags,
        protect: true,
      },
      example: {},
      changes: 'outside',
    })
    .input(idInput)
    .output(jobView)
    .mutation(async ({ ctx, input: { id } }) => toJobView(await ctx.services.jobs.cancel(id))),
})
