import type { LogListInput } from '#server/trpc/schemas/log'

const HOUR_MS = 3_600_000
/** Length of each range that can be chosen. */
const RANGE_MS = { '1h': HOUR_MS, '24h': 24 * HOUR_MS, '7d': 168 * HOUR_MS, '30d': 720 * HOUR_MS } as const

export const RANGES = ['1h', '24h', '7d', '30d'] as const satisfies (keyof typeof RANGE_MS)[]
export const STATUSES = ['2xx', 'error', '4xx', '5xx'] as const
export const FILTERS = ['userId', 'keyId', 'providerId', 'model', 'status', 'range', 'from', 'to'] as const

/** The request log's address in the admin API's words. `range` counts back from now; `from` and `to` are ISO times, for
 * links that must mean the same tomorrow. What the address says wrongly does not filter. */
export function logFilterOf(search: URLSearchParams, nowMs: number): Omit<LogListInput, 'limit' | 'cursor'> {
  const text = (name: (typeof FILTERS)[number]) => search.get(name)?.trim() || undefined
  const range = RANGES.find((known) => known === text('range'))
  const status = text('status')
  return {
    userId: text('userId'),
    keyId: text('keyId'),
    providerId: text('providerId'),
    model: text('model'),
    status: status !== undefined && /^(?:[1-5]\d\d|[245]xx|error)$/.test(status) ? status : undefined,
    from: range ? new Date(nowMs - RANGE_MS[range]).toISOString() : isoTime(text('from')),
    to: isoTime(text('to')),
  }
}

const isoTime = (text: string | undefined): string | undefined => {
  const ms = text === undefined ? NaN : Date.parse(text)
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString()
}
