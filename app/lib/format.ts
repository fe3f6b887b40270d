import { intlLocale } from '#app/i18n/intl-locale'
import { isRightToLeft } from '#app/i18n/languages'

export interface Format {
  number(value: number): string
  /** @param share 0..1 */
  percent(share: number): string
  /** Day, time and seconds, in the reader's zone. */
  dateTime(iso: string): string
  /** As dateTime with year and zone, for pages with room. */
  fullDateTime(iso: string): string
  /** A day in UTC, as expiry dates are kept. */
  utcDate(iso: string): string
  /** Short name. @param day 1 = Monday … 7 */
  weekday(day: number): string
  /** Hour and minute, in the reader's zone. */
  minute(iso: string): string
  duration(ms: number): string
  bytes(bytes: number): string
  /** @param usd a decimal string; every digit of it is shown, for a single request can cost millionths */
  usd(usd: string): string
  /** Rounded as people read sums: to cents, and more exactly below a dollar. */
  cost(usd: number): string
  /** Three digits and a word for the thousands. */
  compact(value: number): string
  /** A day in the reader's zone. */
  day(iso: string): string
  /** A month and its year in the reader's zone. */
  month(iso: string): string
  list(items: string[]): string
}

const SECOND_MS = 1_000
const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

/** hourCycle h23 everywhere: the day-period words differ between ICU versions, and the server's and the browser's text
 * would then disagree. */
export function createFormat(language: string, timeZone: string): Format {
  const locale = intlLocale(language)
  const number = new Intl.NumberFormat(locale)
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
  const time = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', timeZone } as const
  const dateTime = new Intl.DateTimeFormat(locale, { month: 'short', day: '2-digit', ...time })
  const fullDateTime = new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: 'short',
    day: '2-digit',
    timeZoneName: 'short',
    ...time,
  })
  const utcDate = new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: 'short',
    day: '2-digit',
    timeZone: 'UTC',
  })
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' })
  const minute = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  })
  const list = new Intl.ListFormat(locale, { type: 'unit', style: 'short' })
  const unit = (name: string, digits: number) =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: name,
      unitDisplay: 'narrow',
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    })
  const usd = (digits: number) => usdFormat(language, digits)
  const [exactUsd, cents, smallUsd, tinyUsd] = [usd(9), usd(2), usd(4), usd(6)]
  const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumSignificantDigits: 3 })
  const dayOrMonth = (parts: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { month: 'short', timeZone, ...parts })
  const [day, month] = [dayOrMonth({ day: 'numeric' }), dayOrMonth({ year: 'numeric' })]
  const inMs = unit('millisecond', 0)
  const inSeconds = unit('second', 1)
  const inMinutes = unit('minute', 1)
  const inHours = unit('hour', 1)
  const inBytes = unit('byte', 0)
  const inKilobytes = unit('kilobyte', 1)
  const inMegabytes = unit('megabyte', 1)

  return {
    number: (value) => number.format(value),
    percent: (share) => percent.format(share),
    dateTime: (iso) => dateTime.format(new Date(iso)),
    fullDateTime: (iso) => fullDateTime.format(new Date(iso)),
    utcDate: (iso) => utcDate.format(new Date(iso)),
    // 1 January 2024 was a Monday.
    weekday: (day) => weekday.format(Date.UTC(2024, 0, day)),
    minute: (iso) => minute.format(new Date(iso)),
    duration(ms) {
      if (ms < SECOND_MS) return inMs.format(ms)
      if (ms < MINUTE_MS) return inSeconds.format(ms / SECOND_MS)
      return ms < HOUR_MS ? inMinutes.format(ms / MINUTE_MS) : inHours.format(ms / HOUR_MS)
    },
    bytes(bytes) {
      if (bytes < 1e3) return inBytes.format(bytes)
      return bytes < 1e6 ? inKilobytes.format(bytes / 1e3) : inMegabytes.format(bytes / 1e6)
    },
    usd: (amount) => exactUsd.format(Number(amount)),
    cost: (amount) =>
      (amount >= 1 || amount === 0 ? cents : amount >= 0.01 ? smallUsd : tinyUsd).format(amount),
    compact: (value) => (value < 10_000 ? number : compact).format(value),
    day: (iso) => day.format(new Date(iso)),
    month: (iso) => month.format(new Date(iso)),
    list: (items) => list.format(items),
  }
}

/** Where text runs from right to left, as English writes it: "US$" would come out as "$US" there. */
function usdFormat(language: string, digits: number): Intl.NumberFormat {
  return new Intl.NumberFormat(isRightToLeft(language) ? 'en' : intlLocale(language), {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: 2,
    maximumFractionDigits: digits,
  })
}
