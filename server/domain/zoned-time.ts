/** Wall clocks of IANA time zones, by what this machine knows of them. Months are 1..12. */
export interface WallDate {
  year: number
  month: number
  day: number
}

const formats = new Map<string, Intl.DateTimeFormat>()
const MAX_FORMATS = 500

function formatFor(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  if (formats.size >= MAX_FORMATS) formats.clear()
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formats.set(timeZone, format)
  return format
}

/** What the wall clock there shows, as if it were UTC, in epoch milliseconds of whole seconds. */
function wallMsAt(ms: number, timeZone: string): number {
  let [year, month, day, hour, minute, second] = [0, 1, 1, 0, 0, 0]
  for (const { type, value } of formatFor(timeZone).formatToParts(ms)) {
    if (type === 'year') year = Number(value)
    else if (type === 'month') month = Number(value)
    else if (type === 'day') day = Number(value)
    else if (type === 'hour') hour = Number(value)
    else if (type === 'minute') minute = Number(value)
    else if (type === 'second') second = Number(value)
  }
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

/** How far the clock there is ahead of UTC, in milliseconds. */
export const offsetMsAt = (ms: number, timeZone: string): number =>
  wallMsAt(ms, timeZone) - Math.floor(ms / 1_000) * 1_000

/** The date on the wall there. */
export function wallDateAt(ms: number, timeZone: string): WallDate {
  const wall = new Date(wallMsAt(ms, timeZone))
  return { year: wall.getUTCFullYear(), month: wall.getUTCMonth() + 1, day: wall.getUTCDate() }
}

/** The moment at which the clock there shows `minutes` after midnight of a date. Of a time that comes twice, in a change
 * from summer time, the first; of one that is left out, the one as much later.
 * @param date days and months that do not exist carry over, as in `Date.UTC`
 * @returns epoch milliseconds */
export function instantOf({ year, month, day }: WallDate, minutes: number, timeZone: string): number {
  const wallMs = Date.UTC(year, month - 1, day, 0, minutes)
  // The offset before and after any change near that day.
  const before = wallMs - offsetMsAt(wallMs - DAY_MS, timeZone)
  const after = wallMs - offsetMsAt(wallMs + DAY_MS, timeZone)
  const shown = [before, after].filter((ms) => ms + offsetMsAt(ms, timeZone) === wallMs)
  return shown.length > 0 ? Math.min(...shown) : Math.max(before, after)
}

const DAY_MS = 86_400_000
