import { intlLocale } from '#app/i18n/intl-locale'

const UNITS = [
  ['year', 31_536_000_000],
  ['month', 2_592_000_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const satisfies [Intl.RelativeTimeFormatUnit, number][]

/** How long ago something was, in the largest unit that fits: "3 hours ago". */
export function formatAgo(language: string, iso: string, nowMs: number): string {
  const format = new Intl.RelativeTimeFormat(intlLocale(language), { numeric: 'auto' })
  const agoMs = Math.max(0, nowMs - Date.parse(iso))
  const [unit, unitMs] = UNITS.find(([, ms]) => agoMs >= ms) ?? ['second', 1_000]
  return format.format(-Math.floor(agoMs / unitMs), unit)
}
