import { parseZonedTime } from '#app/lib/zoned-time'
import type { StatisticsQuery } from '#server/trpc/schemas/statistics'

export const RANGES = ['today', '7d', '30d', 'month', 'lastMonth', 'custom'] as const
export type Range = (typeof RANGES)[number]
export const DIMENSIONS = ['user', 'key', 'provider', 'model', 'none'] as const
export type Dimension = (typeof DIMENSIONS)[number]
export const BUCKETS = ['auto', 'hour', 'day', 'week', 'month'] as const
export type Bucket = Exclude<(typeof BUCKETS)[number], 'auto'>
export const MEASURES = ['cost', 'requests', 'tokens'] as const
export type Measure = (typeof MEASURES)[number]

/** What the address of the page asks for, in words of its form. */
export interface PageQuery {
  range: Range
  /** First and last day, as a date field has them, in the reader's zone. */
  firstDay: string
  lastDay: string
  by: Dimension
  bucket: (typeof BUCKETS)[number]
  measure: Measure
}

const DAY_MS = 86_400_000
/** A bar of a few pixels must be left for each. */
const MOST_HOURS = 7 * 24
const MOST_DAYS = 100
const MOST_WEEKS = 53

/** What the address says wrongly, or not at all, is as it is when the page is opened first. */
export function readPageQuery(search: URLSearchParams, nowMs: number, timeZone: string): PageQuery {
  const choose = <T extends string>(choices: readonly T[], name: string, fallback: T): T =>
    choices.find((choice) => choice === search.get(name)) ?? fallback
  const range = choose(RANGES, 'range', '30d')
  const today = dayAt(nowMs, timeZone)
  const [firstDay, lastDay] = range === 'custom' ? customDays(search, today) : DAYS_OF[range](today)
  return {
    range,
    firstDay,
    lastDay,
    by: choose(DIMENSIONS, 'by', 'user'),
    bucket: choose(BUCKETS, 'bucket', 'auto'),
    measure: choose(MEASURES, 'measure', 'cost'),
  }
}

/** The same in the admin API's words. */
export function toStatisticsQuery(
  { firstDay, lastDay, by, bucket, measure }: PageQuery,
  timeZone: string,
): StatisticsQuery & { bucket: Bucket } {
  const beginOf = (day: string) => parseZonedTime(`${day}T00:00`, timeZone)?.toISOString()
  return {
    by,
    bucket: fittingBucket(bucket, daysFrom(firstDay, lastDay) + 1),
    from: beginOf(firstDay),
    to: beginOf(addDays(lastDay, 1)),
    timeZone,
    rank: measure,
  }
}

/** The one that was asked for, or the next longer one of which not too many fit. */
function fittingBucket(bucket: PageQuery['bucket'], days: number): Bucket {
  const fits = {
    hour: days * 24 <= MOST_HOURS,
    day: days <= MOST_DAYS,
    week: days / 7 <= MOST_WEEKS,
    month: true,
  }
  const asked = bucket === 'auto' ? (days <= 2 ? 'hour' : 'day') : bucket
  const order: Bucket[] = ['hour', 'day', 'week', 'month']
  return order.slice(order.indexOf(asked)).find((each) => fits[each]) ?? 'month'
}

const DAYS_OF: Record<Exclude<Range, 'custom'>, (today: string) => [first: string, last: string]> = {
  today: (today) => [today, today],
  '7d': (today) => [addDays(today, -6), today],
  '30d': (today) => [addDays(today, -29), today],
  month: (today) => [monthOf(today, 0), addDays(monthOf(today, 1), -1)],
  lastMonth: (today) => [monthOf(today, -1), addDays(monthOf(today, 0), -1)],
}

/** In their order, whatever was written first; a day that is none is today. */
function customDays(search: URLSearchParams, today: string): [first: string, last: string] {
  const day = (name: string) => {
    const text = search.get(name) ?? ''
    return isDay(text) ? text : today
  }
  const [one, other] = [day('from'), day('to')]
  return one <= other ? [one, other] : [other, one]
}

const isDay = (text: string): boolean => /^20\d\d-\d\d-\d\d$/.test(text) && addDays(text, 0) === text

/** The date on the wall there, as a date field has it. */
const dayAt = (ms: number, timeZone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(ms)

const utc = (day: string): number => Date.parse(`${day}T00:00Z`)
const toDay = (ms: number): string => (Number.isNaN(ms) ? '' : new Date(ms).toISOString().slice(0, 10))
const addDays = (day: string, days: number): string => toDay(utc(day) + days * DAY_MS)
const daysFrom = (first: string, last: string): number => Math.round((utc(last) - utc(first)) / DAY_MS)
const monthOf = (day: string, months: number): string =>
  toDay(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1 + months, 1))
