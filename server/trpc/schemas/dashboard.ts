import { z } from 'zod'
import { formatUsd } from '#server/domain/money'
import type { Dashboard } from '#server/services/dashboard-service'
import { timeZone } from './fields'
import { logView, toLogView } from './log'
import { providerHealthSummaryView, toProviderHealthSummaryView } from './provider-health'

export const dashboardInput = z.object({ timeZone: timeZone.optional() })

const count = z.number().int()
const usd = (description: string) => z.string().meta({ description: `Decimal USD ${description}` })

export const dashboardView = z
  .object({
    sessions: count.meta({ description: 'With a request under way' }),
    requests: count.meta({ description: 'Under way' }),
    requestsPerSecond: z.number().meta({ description: 'Of the last minute' }),
    errorRate: z
      .number()
      .nullable()
      .meta({ description: 'Of the last minute, 0 to 1; null without requests' }),
    missing: count.meta({ description: 'Instances of the hub that did not answer in time' }),
    costTodayUsd: usd('since midnight'),
    costYesterdayUsd: usd('of the day before, up to the same time'),
    providers: z.array(providerHealthSummaryView),
    recentErrors: z.array(logView).meta({ description: 'Of the last day, the newest first' }),
  })
  .meta({ id: 'Dashboard' })
export type DashboardView = z.output<typeof dashboardView>

export const toDashboardView = (dashboard: Dashboard): DashboardView => {
  const { sessions, requests, lastMinute, missing, cost, providers, recentErrors } = dashboard
  return {
    ...{ sessions, requests, missing },
    requestsPerSecond: Math.round((lastMinute.requests / 60) * 100) / 100,
    errorRate: lastMinute.requests === 0 ? null : lastMinute.errors / lastMinute.requests,
    costTodayUsd: formatUsd(cost.todayNanoUsd),
    costYesterdayUsd: formatUsd(cost.yesterdayNanoUsd),
    providers: providers.map(toProviderHealthSummaryView),
    recentErrors: recentErrors.map(toLogView),
  }
}
