import type { Page } from '#server/domain/page'
import type { UsageTotals } from '#server/domain/usage-statistics'
import { windowAt } from '#server/domain/windows'
import type { RequestLogEntry } from '#server/domain/request-log'
import type { PageRequest, Stores } from '#server/stores/interfaces'

const DAY_MS = 86_400_000
const RECENT_REQUESTS = 10
const COUNT_PAGE = 200

export interface Tally {
  total: number
  enabled: number
}

/** What an admin sees first. */
export interface Overview {
  version: string
  providers: Tally
  users: Tally
  keys: Tally
  last24h: { requests: number; errors: number }
  /** Nano-USD since midnight and since the first of the month, by the clock of the time zone. */
  cost: { todayNanoUsd: bigint; monthNanoUsd: bigint }
  /** Newest first. */
  recent: RequestLogEntry[]
}

export function createReadOverview(options: {
  stores: Pick<Stores, 'providers' | 'users' | 'apiKeys' | 'requestLogs' | 'usage'>
  version: string
  /** Of who names none. */
  timeZone: string
  nowMs: () => number
}): (timeZone?: string) => Promise<Overview> {
  const { stores, version, nowMs } = options

  /** Of everybody, from the quarter of an hour that it lies in. */
  const since = async (fromMs: number): Promise<UsageTotals> => {
    const range = { fromMs, toMs: nowMs() + 1, timeZone: options.timeZone }
    const { total } = await stores.usage.statistics({
      ...range,
      by: 'none',
      bucket: 'none',
      filter: {},
      rank: 'requests',
      limit: 1,
    })
    return total.totals
  }

  return async (timeZone = options.timeZone) => {
    const begin = (unit: 'day' | 'month') =>
      windowAt(nowMs(), { kind: 'fixed', unit, resetAt: '00:00', timeZone }).startMs
    const [providers, users, keys, last24h, today, month, recent] = await Promise.all([
      tally((page) => stores.providers.list(page)),
      tally((page) => stores.users.list(page)),
      tally((page) => stores.apiKeys.list({}, page)),
      since(nowMs() - DAY_MS),
      since(begin('day')),
      since(begin('month')),
      stores.requestLogs.list({}, { limit: RECENT_REQUESTS }),
    ])
    return {
      version,
      providers,
      users,
      keys,
      last24h: { requests: last24h.requests, errors: last24h.errors },
      cost: { todayNanoUsd: today.costNanoUsd, monthNanoUsd: month.costNanoUsd },
      recent: recent.items,
    }
  }
}

async function tally(list: (page: PageRequest) => Promise<Page<{ enabled: boolean }>>): Promise<Tally> {
  const count: Tally = { total: 0, enabled: 0 }
  let cursor: string | undefined
  do {
    const page = await list({ limit: COUNT_PAGE, cursor })
    count.total += page.items.length
    count.enabled += page.items.filter((item) => item.enabled).length
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return count
}
