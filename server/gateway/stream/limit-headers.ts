import type { GaugeName } from '#server/domain/gauges'
import { formatUsd } from '#server/domain/money'
import type { LimitReading } from '../exchange'

const WORDS: Record<GaugeName, string> = {
  rpm: 'rpm',
  usd5h: 'usd-5h',
  usdDay: 'usd-day',
  usdWeek: 'usd-week',
  usdMonth: 'usd-month',
  usdTotal: 'usd-total',
}

/** What is left of each limit once this request has used what it may: `x-cch-limit-key-usd-day: limit=5; remaining=3.2;
 * reset=2026-03-02T00:00:00Z`. A limit over a rolling window resets bit by bit, and names no time.
 * @returns name, value, name, value … */
export function limitHeaders(limits: readonly LimitReading[]): string[] {
  return limits.flatMap(({ gauge, used }) => {
    const { subject, name, unit, limit, endMs } = gauge
    const left = Math.max(0, limit - used)
    const text = (amount: number): string =>
      unit === 'requests' ? String(amount) : formatUsd(BigInt(amount))
    const reset = endMs === null ? '' : `; reset=${new Date(endMs).toISOString().slice(0, 19)}Z`
    return [
      `x-cch-limit-${subject.kind}-${WORDS[name]}`,
      `limit=${text(limit)}; remaining=${text(left)}${reset}`,
    ]
  })
}
