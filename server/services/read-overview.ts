import type { Page } from '#server/domain/page'
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
  /** Newest first. */
  recent: RequestLogEntry[]
}

export function createReadOverview(options: {
  stores: Pick<Stores, 'providers' | 'users' | 'apiKeys' | 'requestLogs'>
  version: string
  nowMs: () => number
}): () => Promise<Overview> {
  const { stores, version, nowMs } = options
  return async () => {
    const [providers, users, keys, last24h, recent] = await Promise.all([
      tally((page) => stores.providers.list(page)),
      tally((page) => stores.users.list(page)),
      tally((page) => stores.apiKeys.list({}, page)),
      stores.requestLogs.counts(nowMs() - DAY_MS),
      stores.requestLogs.list({}, { limit: RECENT_REQUESTS }),
    ])
    return { version, providers, users, keys, last24h, recent: recent.items }
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
