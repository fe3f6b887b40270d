import { adminProcedure, router } from '../init'
import {
  statisticsExportInput,
  statisticsFileView,
  statisticsInput,
  statisticsView,
  toStatisticsView,
} from '../schemas/statistics'

const tags = ['statistics']

export const statisticsRouter = router({
  get: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/statistics',
        summary: 'Read statistics',
        description:
          'Requests, tokens and cost by user, key, provider or model and by hour, day, week or month, as the clock of ' +
          'a time zone shows them. Exact, from sums that are kept as requests end.',
        tags,
        protect: true,
      },
    })
    .input(statisticsInput)
    .output(statisticsView)
    .query(async ({ ctx, input: { userId, keyId, providerId, model, ...input } }) =>
      toStatisticsView(
        await ctx.services.statistics.read({ ...input, filter: { userId, keyId, providerId, model } }),
      ),
    ),

  export: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/statistics/export',
        summary: 'Export statistics',
        description:
          'The same as a CSV or JSON file of at most 10,000 lines, one for each subject and bucket with requests. ' +
          'Text that a spreadsheet would run as a formula begins with an apostrophe.',
        tags,
        protect: true,
      },
    })
    .input(statisticsExportInput)
    .output(statisticsFileView)
    .query(({ ctx, input: { userId, keyId, providerId, model, format, ...input } }) =>
      ctx.services.statistics.exportFile({ ...input, filter: { userId, keyId, providerId, model } }, format),
    ),
})
