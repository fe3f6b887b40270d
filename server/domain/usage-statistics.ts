import { windowAt } from './windows'
import { offsetMsAt } from './zoned-time'

/** FR-015. What requests added up to. Counts are integers below 2^53. */
export interface UsageTotals {
  requests: number
  /** Requests with status >= 400. */
  errors: number
  inputTokens: number
  cacheReadTokens: number
  cacheWrite5mTokens: number
  cacheWrite1hTokens: number
  /** Reasoning included. */
  outputTokens: number
  reasoningTokens: number
  /** Requests without a price count nothing. */
  costNanoUsd: bigint
  /** Sum of the durations of the requests. */
  totalMs: number
}

export const NO_USAGE_TOTALS: UsageTotals = Object.freeze({
  requests: 0,
  errors: 0,
  inputTokens: 0,
  cacheReadTokens: 0,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  costNanoUsd: 0n,
  totalMs: 0,
})

export const USAGE_DIMENSIONS = ['none', 'user', 'key', 'provider', 'model'] as const
export type UsageDimension = (typeof USAGE_DIMENSIONS)[number]
export const USAGE_BUCKETS = ['none', 'hour', 'day', 'week', 'month'] as const
export type UsageBucket = (typeof USAGE_BUCKETS)[number]
export const USAGE_RANKS = ['cost', 'requests', 'tokens'] as const
/** What the top of a list is the top by. */
export type UsageRank = (typeof USAGE_RANKS)[number]

export interface UsageFilter {
  userId?: string | undefined
  keyId?: string | undefined
  providerId?: string | undefined
  /** As it was served. */
  model?: string | undefined
}

export interface UsageQuery {
  by: UsageDimension
  bucket: UsageBucket
  /** Epoch milliseconds; the quarter of an hour that it lies in counts. */
  fromMs: number
  /** Epoch milliseconds; what began before counts, and the quarter that it lies in does. */
  toMs: number
  /** IANA name, for buckets. */
  timeZone: string
  filter: UsageFilter
  rank: UsageRank
  /** Most subjects that are told apart; the rest is `others`. */
  limit: number
}

export interface UsageSeries {
  totals: UsageTotals
  /** One for each bucket, in their order; none without buckets. */
  points: UsageTotals[]
}
/** Of one user, key, provider or model. */
export interface SubjectUsage extends UsageSeries {
  /** Id, or name of the model; empty where requests had none. */
  subject: string
}

export interface UsageStatistics {
  /** The range that was counted: whole quarters of an hour. */
  fromMs: number
  toMs: number
  /** When each bucket begins, within the range. */
  bucketStarts: number[]
  total: UsageSeries
  /** The most first; none with `by: 'none'`. */
  subjects: SubjectUsage[]
  /** All that are not among the subjects; null when they are all there. */
  others: UsageSeries | null
}

/** Every day and every hour of every time zone begins at a quarter of an hour UTC, so that sums over quarters are enough for
 * all of them. */
export const QUARTER_MS = 900_000
const HOUR_MS = 3_600_000

/** The whole quarters of an hour around a range. */
export const widenToQuarters = ({ fromMs, toMs }: { fromMs: number; toMs: number }) => ({
  fromMs: Math.floor(fromMs / QUARTER_MS) * QUARTER_MS,
  toMs: Math.ceil(toMs / QUARTER_MS) * QUARTER_MS,
})

/** Where the buckets of a range begin, by the clock on a wall of the time zone. The first and the last may be cut short.
 * @param options.max the most that are wanted
 * @returns begin of each, the first one at `fromMs`; null when there would be more than `max`
 * @throws RangeError for a time zone that does not exist */
export function bucketStarts(options: {
  bucket: UsageBucket
  fromMs: number
  toMs: number
  timeZone: string
  max: number
}): number[] | null {
  const { bucket, fromMs, toMs, timeZone, max } = options
  if (bucket === 'none') return []
  const next =
    bucket === 'hour' ? hourEnds(fromMs, timeZone) : (ms: number) => bucketEnd(ms, bucket, timeZone)
  const starts: number[] = []
  for (let ms = fromMs; ms < toMs; ms = next(ms)) {
    if (starts.length >= max) return null
    starts.push(ms)
  }
  return starts
}

function bucketEnd(ms: number, unit: 'day' | 'week' | 'month', timeZone: string): number {
  // Never null for a fixed window, and always later.
  return windowAt(ms, { kind: 'fixed', unit, resetAt: '00:00', timeZone }).endMs ?? Infinity
}

/** The next full hour on the wall, of one moment after another. Where the clock is set by half an hour, one hour is shorter
 * or longer. The offset is looked up once an hour, as that takes longer than everything else. */
function hourEnds(fromMs: number, timeZone: string): (ms: number) => number {
  let offsetMs = offsetMsAt(fromMs, timeZone)
  return (ms) => {
    const laterMs = offsetMsAt(ms + HOUR_MS, timeZone)
    const end = ms + HOUR_MS - modulo(ms + laterMs, HOUR_MS)
    // Full by the clock after the change; before it, that was no full hour.
    const early =
      end <= ms || (laterMs !== offsetMs && modulo(end + offsetMsAt(end, timeZone), HOUR_MS) !== 0)
    offsetMs = laterMs
    return early ? end + HOUR_MS : end
  }
}

const modulo = (value: number, by: number): number => ((value % by) + by) % by
