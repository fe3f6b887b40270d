import { sessionOf } from '#server/domain/live-request'
import { windowAt } from '#server/domain/windows'
import type { RequestLogEntry } from '#server/domain/request-log'
import type { Stores } from '#server/stores/interfaces'
import { keepFor } from './keep-for'
import type { LiveInstances } from './live-instances'
import type { ProviderHealthService, ProviderHealthSummary } from './provider-health-service'

/** FR-019. How the hub is doing at this moment, all instances together. */
export interface Dashboard {
  sessions: number
  requests: number
  /** Requests that ended in the last minute. */
  lastMinute: { requests: number; errors: number }
  /** Instances that did not answer in time, and so are not counted. */
  missing: number
  /** Nano-USD since midnight, and the day before up to the same time, by the clock of the time zone. */
  cost: { todayNanoUsd: bigint; yesterdayNanoUsd: bigint }
  providers: ProviderHealthSummary[]
  /** The newest first. */
  recentErrors: RequestLogEntry[]
}

export interface DashboardService {
  /** @param asked.timeZone  the hub's own when absent
   * @param asked.momentAgo what others who watch were shown some seconds ago will do */
  read(asked: { timeZone?: string | undefined; momentAgo?: boolean }): Promise<Dashboard>
}

/** What is read from the database. Who watches what is under way does not wait for it. */
const SUMS_KEPT_MS = 5_000
const HEALTH_KEPT_MS = 2_000
/** What nobody has asked for in so long is read before it is shown. */
const LATE_MS = 10_000
/** Who opens a page compares it with what has just been done. */
const FRESH_MS = 1_000
const RECENT_ERRORS = 5
const DAY_MS = 86_400_000

export function createDashboardService(options: {
  /** Of a moment ago at most, the same for everybody who watches. */
  recentReport: LiveInstances['report']
  stores: Pick<Stores, 'usage' | 'requestLogs'>
  providerHealth: Pick<ProviderHealthService, 'list'>
  timeZone: string
  nowMs: () => number
}): DashboardService {
  const { stores, nowMs } = options

  const cost = async (fromMs: number, toMs: number): Promise<bigint> => {
    const range = { fromMs, toMs, timeZone: options.timeZone }
    const asked = { by: 'none', bucket: 'none', filter: {}, rank: 'requests', limit: 1 } as const
    return (await stores.usage.statistics({ ...range, ...asked })).total.totals.costNanoUsd
  }

  const sums = async (timeZone: string) => {
    const now = nowMs()
    const spec = { kind: 'fixed', unit: 'day', resetAt: '00:00', timeZone } as const
    const midnightMs = windowAt(now, spec).startMs
    const dayBeforeMs = windowAt(midnightMs - 1, spec).startMs
    const [todayNanoUsd, yesterdayNanoUsd, errors] = await Promise.all([
      cost(midnightMs, now + 1),
      cost(dayBeforeMs, Math.max(dayBeforeMs + 1, now - DAY_MS)),
      stores.requestLogs.list({ status: 'error', from: new Date(now - DAY_MS) }, { limit: RECENT_ERRORS }),
    ])
    return { cost: { todayNanoUsd, yesterdayNanoUsd }, recentErrors: errors.items }
  }
  const readSums = keepFor(SUMS_KEPT_MS, nowMs, sums, LATE_MS)
  const readHealth = keepFor(HEALTH_KEPT_MS, nowMs, () => options.providerHealth.list(), LATE_MS)
  const readLive = async () => {
    const { reports, missing } = await options.recentReport()
    const sum = (of: (report: (typeof reports)[number]) => number) =>
      reports.reduce((total, report) => total + of(report), 0)
    return {
      sessions: new Set(reports.flatMap(({ requests }) => requests.map(sessionOf))).size,
      requests: sum(({ inFlight }) => inFlight),
      lastMinute: {
        requests: sum(({ lastMinute }) => lastMinute.requests),
        errors: sum(({ lastMinute }) => lastMinute.errors),
      },
      missing,
    }
  }

  return {
    async read({ timeZone = options.timeZone, momentAgo = false }) {
      const tooOldMs = momentAgo ? LATE_MS : FRESH_MS
      const [now, figures, providers] = await Promise.all([
        readLive(),
        readSums(timeZone, tooOldMs),
        readHealth('', tooOldMs),
      ])
      return { ...now, ...figures, providers }
    },
  }
}
