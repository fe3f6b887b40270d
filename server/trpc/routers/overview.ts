import { formatUsd } from '#server/domain/money'
import { adminProcedure, router } from '../init'
import { toLogView } from '../schemas/log'
import { overviewInput, overviewView } from '../schemas/overview'

export const overviewRouter = router({
  get: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/overview',
        summary: 'Read the overview',
        description:
          'Counts of providers, users and keys, the last 24 hours, the cost of today and this month, the last ten requests.',
        tags: ['overview'],
        protect: true,
      },
    })
    .input(overviewInput)
    .output(overviewView)
    .query(async ({ ctx, input }) => {
      const { cost, ...overview } = await ctx.services.readOverview(input.timeZone)
      return {
        ...overview,
        cost: { todayUsd: formatUsd(cost.todayNanoUsd), monthUsd: formatUsd(cost.monthNanoUsd) },
        recent: overview.recent.map(toLogView),
      }
    }),
})
