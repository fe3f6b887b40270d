import type { JobKind } from '#server/domain/job'
import type { RequestLogFilter } from '#server/domain/request-log'
import type { Settings } from '#server/domain/settings'
import type { Stores } from '#server/stores/interfaces'
import type { FetchPriceTable } from '../fetch-price-table'
import { createPriceSync } from '../price-sync'
import { createExportLogs } from './export-logs'
import type { JobWork } from './job-work'
import { createRecomputeCosts } from './recompute-costs'
import { createSyncPrices } from './sync-prices'

const DAY_MS = 86_400_000

/** What each kind of job does. */
export function createJobWorks(options: {
  stores: Pick<Stores, 'requestLogs' | 'missingCosts' | 'modelPrices' | 'usage'>
  fetchTable: FetchPriceTable
  settings: () => Settings
  nowMs: () => number
}): Record<JobKind, JobWork> {
  const { stores, fetchTable, settings, nowMs } = options
  const { requestLogs, missingCosts, modelPrices, usage } = stores
  const oldestMs = () => nowMs() - settings().logRetentionDays * DAY_MS

  const countRequests = async ({ from, to, ...filter }: RequestLogFilter): Promise<number | null> => {
    const { userId, keyId, providerId, ...others } = filter
    if (Object.values(others).some((value) => value !== undefined)) return null
    const fromMs = Math.max(from?.getTime() ?? 0, oldestMs())
    const toMs = Math.max(to?.getTime() ?? nowMs(), fromMs + 1)
    const query = { by: 'none', bucket: 'none', timeZone: 'UTC', rank: 'requests', limit: 1 } as const
    const { total } = await usage.statistics({
      ...query,
      fromMs,
      toMs,
      filter: { userId, keyId, providerId },
    })
    return total.totals.requests
  }

  return {
    'logs.export': createExportLogs({ requestLogs, countRequests }),
    'prices.sync': createSyncPrices({
      createSync: (signal) =>
        createPriceSync({
          modelPrices,
          fetchTable: (url) => fetchTable(url, signal),
          url: () => settings().priceSyncUrl,
          // It only looks.
          onConfigChanged: () => Promise.resolve(),
          nowMs,
        }),
    }),
    'prices.recompute': createRecomputeCosts({
      ...{ missingCosts, modelPrices, countRequests, oldestMs, nowMs },
      fallbackModel: () => settings().fallbackPriceModel,
    }),
  }
}
