/** The moment at which a clock in `timeZone` shows `local`, as a date and time field gives it (`2026-03-01T14:30`). Of a time
 * that comes twice in a change from summer time the first, of one that is left out the one as much later.
 * @returns null for what is no such time */
export function parseZonedTime(local: string, timeZone: string): Date | null {
  const wallMs = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?$/.test(local) ? Date.parse(`${local}Z`) : NaN
  if (Number.isNaN(wallMs)) return null
  // The offset before and after any change on that day; the earlier moment that shows the time is meant.
  const moments = [wallMs - DAY_MS, wallMs + DAY_MS].map((nearMs) => wallMs - offsetMs(nearMs, timeZone))
  const shown = moments.filter((ms) => ms + offsetMs(ms, timeZone) === wallMs)
  return new Date(shown.length > 0 ? Math.min(...shown) : Math.max(...moments))
}

const DAY_MS = 86_400_000

/** How far the clock there is ahead of UTC. */
function offsetMs(ms: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(ms)
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((one) => one.type === type)?.value)
  const wallMs = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  )
  return wallMs - Math.floor(ms / 1_000) * 1_000
}
