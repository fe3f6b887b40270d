import { z } from 'zod'
import { breaks } from './broken-rule'

const DAY_MINUTE = /^(?:[01]\d|2[0-3]):[0-5]\d$/
const MAX_WINDOWS = 50

/** Whether this machine knows the IANA time zone. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

const dayMinute = z
  .string('must be a time such as 08:30')
  .refine((text) => DAY_MINUTE.test(text), { error: 'must be a time such as 08:30', ...breaks('dayTime') })
  .meta({ pattern: DAY_MINUTE.source })

const scheduleWindow = z.strictObject({
  /** 1 = Monday … 7 = Sunday, as ISO 8601 counts: the days on which the window begins. */
  days: z
    .array(
      z.int('must be a day from 1 (Monday) to 7 (Sunday)').refine((day) => day >= 1 && day <= 7, {
        error: 'must be a day from 1 (Monday) to 7 (Sunday)',
        ...breaks('weekday'),
      }),
    )
    .min(1, 'must name a day')
    .refine((days) => new Set(days).size === days.length, {
      error: 'must name each day once',
      ...breaks('dayTwice'),
    }),
  /** HH:mm, from this minute on. */
  from: dayMinute,
  /** HH:mm, up to but not in this minute; not later than `from` means the next day, so the same time is a whole day. */
  to: dayMinute,
})

/** When a provider takes traffic (FR-003), by the clock on the wall. */
export const scheduleSchema = z.strictObject({
  /** IANA name; null is the hub's own zone. */
  timeZone: z
    .string()
    .refine(isTimeZone, { error: 'must be an IANA time zone such as Europe/Berlin', ...breaks('timeZone') })
    .nullable(),
  windows: z
    .array(scheduleWindow)
    .min(1, 'must hold a window; no schedule at all means always')
    .max(MAX_WINDOWS, `must not hold more than ${String(MAX_WINDOWS)} windows`),
})
export type Schedule = z.output<typeof scheduleSchema>

/** Whether one of the windows is open.
 * Windows go by the wall clock: over a change to summer time one is an hour shorter, and over the change back an hour
 * longer, with the hour that comes twice in it both times.
 * @param defaultTimeZone for a schedule without its own
 * @throws RangeError for a time zone that does not exist */
export function isScheduledAt(schedule: Schedule, nowMs: number, defaultTimeZone: string): boolean {
  const { day, time } = wallClock(schedule.timeZone ?? defaultTimeZone, nowMs)
  // HH:mm sorts as text.
  return schedule.windows.some(({ days, from, to }) => {
    if (to > from) return time >= from && time < to && days.includes(day)
    return (time >= from && days.includes(day)) || (time < to && days.includes(dayBefore(day)))
  })
}

const dayBefore = (day: number): number => (day === 1 ? 7 : day - 1)

interface WallClock {
  format: Intl.DateTimeFormat
  /** Minutes since the epoch that `day` and `time` are for. */
  minute: number
  /** 1 = Monday … 7. */
  day: number
  /** HH:mm. */
  time: string
}
const clocks = new Map<string, WallClock>()
const MAX_CLOCKS = 500

/** The day of the week and the time there. Formatting takes longer than the rest of a selection, so that it is done once
 * a minute for each zone; the offsets of all zones are whole minutes. */
function wallClock(timeZone: string, nowMs: number): Readonly<WallClock> {
  const minute = Math.floor(nowMs / 60_000)
  const known = clocks.get(timeZone)
  if (known?.minute === minute) return known
  const format = known?.format ?? formatFor(timeZone)
  const clock = { format, minute, ...readClock(format, minute * 60_000) }
  if (!known && clocks.size >= MAX_CLOCKS) clocks.clear()
  clocks.set(timeZone, clock)
  return clock
}

const formatFor = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

function readClock(format: Intl.DateTimeFormat, nowMs: number): { day: number; time: string } {
  const parts = new Map(format.formatToParts(nowMs).map(({ type, value }) => [type, value]))
  const day = WEEKDAYS.indexOf(parts.get('weekday') ?? '') + 1
  return { day, time: `${parts.get('hour') ?? ''}:${parts.get('minute') ?? ''}` }
}
