import type { SpendLimits } from './limits'
import { FIVE_HOURS, MINUTE, ROLLING_DAY, TOTAL, windowAt } from './windows'
import type { WindowSpec } from './windows'

/** Whose limits these are. A request counts for its user, its key and the provider that serves it. */
export interface Subject {
  kind: 'user' | 'key' | 'provider'
  id: string
}
/** One of its own for each subject, without spaces. */
export const subjectName = ({ kind, id }: Subject): string => `${kind}:${id}`

export const GAUGE_NAMES = ['rpm', 'usd5h', 'usdDay', 'usdWeek', 'usdMonth', 'usdTotal'] as const
export type GaugeName = (typeof GAUGE_NAMES)[number]

/** One limit of one subject over one window, and the name under which its use is counted. A new window, another kind of
 * window and a reset by an admin (which moves `startMs`) make another gauge, so that nothing ever has to be set back. */
export interface Gauge {
  id: string
  subject: Subject
  /** @see subjectName; made once, for it is asked for many times a request. */
  owner: string
  name: GaugeName
  unit: 'requests' | 'nanoUsd'
  /** Requests or nano-USD: an integer below 2^53. */
  limit: number
  /** Requests that began before do not count. Of a rolling window only its reset, if there was one. */
  startMs: number
  /** When a fixed window ends; null for rolling ones and for the total. */
  endMs: number | null
  rolling: { lengthMs: number; bucketMs: number } | null
}

/** The largest amount that is exact in a JavaScript number and in Lua: about 9 million USD. */
export const MAX_GAUGE = Number.MAX_SAFE_INTEGER

export interface GaugeOptions {
  nowMs: number
  /** IANA name, for fixed windows. */
  timeZone: string
  /** What was spent before this moment does not count; null counts everything. */
  resetAtMs: number | null
}

/** The gauges of a subject at a moment, those with a limit only. */
export function gaugesOf(subject: Subject, limits: SpendLimits, options: GaugeOptions): Gauge[] {
  const gauges: Gauge[] = []
  const { timeZone } = options
  const fixed = (unit: 'day' | 'week' | 'month'): WindowSpec => ({
    kind: 'fixed',
    unit,
    resetAt: limits.dayResetAt,
    timeZone,
  })
  const add = (name: GaugeName, limit: bigint | number | null, spec: WindowSpec): void => {
    if (limit !== null) gauges.push(gaugeOf(subject, name, limit, spec, options))
  }
  add('rpm', limits.rpm, MINUTE)
  add('usd5h', limits.usd5hNanoUsd, FIVE_HOURS)
  add('usdDay', limits.usdDayNanoUsd, limits.dayMode === 'rolling' ? ROLLING_DAY : fixed('day'))
  add('usdWeek', limits.usdWeekNanoUsd, fixed('week'))
  add('usdMonth', limits.usdMonthNanoUsd, fixed('month'))
  add('usdTotal', limits.usdTotalNanoUsd, TOTAL)
  return gauges
}

function gaugeOf(
  subject: Subject,
  name: GaugeName,
  limit: bigint | number,
  spec: WindowSpec,
  { nowMs, resetAtMs }: GaugeOptions,
): Gauge {
  const rolling = spec.kind === 'rolling' ? { lengthMs: spec.lengthMs, bucketMs: spec.bucketMs } : null
  const { startMs, endMs } = windowAt(nowMs, spec)
  const fromMs = Math.max(rolling ? 0 : startMs, resetAtMs ?? 0)
  const owner = subjectName(subject)
  return {
    // The end belongs to the name as well: an admin who moves the reset makes another window of the same start.
    id: `${owner}/${name}/${rolling ? 'rolling' : String(endMs ?? 'ever')}/${String(fromMs)}`,
    subject,
    owner,
    name,
    unit: name === 'rpm' ? 'requests' : 'nanoUsd',
    limit: Math.min(Number(limit), MAX_GAUGE),
    startMs: fromMs,
    endMs,
    rolling,
  }
}

/** Begin of the time over which a gauge counts at a moment, epoch milliseconds. */
export function countedSince({ startMs, rolling }: Gauge, nowMs: number): number {
  if (!rolling) return startMs
  const oldest = Math.floor((nowMs - rolling.lengthMs) / rolling.bucketMs) * rolling.bucketMs
  return Math.max(startMs, oldest)
}

/** Whether a request that began at a moment counts for a gauge. */
export const counts = ({ startMs, endMs }: Gauge, startedAtMs: number): boolean =>
  startedAtMs >= startMs && (endMs === null || startedAtMs < endMs)
