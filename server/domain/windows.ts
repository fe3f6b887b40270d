import { instantOf, wallDateAt } from './zoned-time'
import type { WallDate } from './zoned-time'

/** How long a limit counts (FR-011). One description for memory, for the arguments of Redis' scripts and for SQL. */
export type WindowSpec =
  /** The last `lengthMs`, counted in buckets: what fell into the oldest bucket counts until all of it is out, so that a
   * rolling window may count a little too long and never too short. */
  | { kind: 'rolling'; lengthMs: number; bucketMs: number }
  /** From a time of day to the same time of the next day, week (from Monday) or month (from the first). */
  | { kind: 'fixed'; unit: 'day' | 'week' | 'month'; resetAt: string; timeZone: string }
  | { kind: 'total' }

/** Epoch milliseconds. */
export interface Window {
  /** What began then or later counts. */
  startMs: number
  /** When a fixed window ends and the next begins; null for one that never does, and for a rolling one. */
  endMs: number | null
}

export const MINUTE: WindowSpec = { kind: 'rolling', lengthMs: 60_000, bucketMs: 1_000 }
export const FIVE_HOURS: WindowSpec = { kind: 'rolling', lengthMs: 5 * 3_600_000, bucketMs: 300_000 }
export const ROLLING_DAY: WindowSpec = { kind: 'rolling', lengthMs: 24 * 3_600_000, bucketMs: 900_000 }
export const TOTAL: WindowSpec = { kind: 'total' }

/** The window that a moment lies in.
 * @throws RangeError for a time zone that does not exist */
export function windowAt(nowMs: number, spec: WindowSpec): Window {
  if (spec.kind === 'total') return { startMs: 0, endMs: null }
  if (spec.kind === 'rolling') return { startMs: bucketOf(nowMs - spec.lengthMs, spec), endMs: null }
  const { unit, timeZone } = spec
  const minutes = minutesOf(spec.resetAt)
  const today = wallDateAt(nowMs, timeZone)
  let first = FIRST_DAY[unit](today)
  let startMs = instantOf(first, minutes, timeZone)
  if (startMs > nowMs) {
    first = FIRST_DAY[unit]({ ...first, day: first.day - 1 })
    startMs = instantOf(first, minutes, timeZone)
  }
  return { startMs, endMs: instantOf(NEXT[unit](first), minutes, timeZone) }
}

/** Begin of the bucket of a rolling window that a moment lies in. */
export const bucketOf = (ms: number, { bucketMs }: { bucketMs: number }): number =>
  Math.floor(ms / bucketMs) * bucketMs

/** The first day of the day, week or month that a date lies in; dates that do not exist carry over. */
const FIRST_DAY: Record<'day' | 'week' | 'month', (date: WallDate) => WallDate> = {
  day: (date) => date,
  week: (date) => ({ ...date, day: date.day - ((weekdayOf(date) + 6) % 7) }),
  month(date) {
    const real = new Date(Date.UTC(date.year, date.month - 1, date.day))
    return { year: real.getUTCFullYear(), month: real.getUTCMonth() + 1, day: 1 }
  },
}
const NEXT: Record<'day' | 'week' | 'month', (first: WallDate) => WallDate> = {
  day: (first) => ({ ...first, day: first.day + 1 }),
  week: (first) => ({ ...first, day: first.day + 7 }),
  month: (first) => ({ ...first, month: first.month + 1 }),
}

/** 0 = Sunday. */
const weekdayOf = ({ year, month, day }: WallDate): number =>
  new Date(Date.UTC(year, month - 1, day)).getUTCDay()

/** @param time HH:mm */
const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
