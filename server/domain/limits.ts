/** FR-011. null means no limit of that kind. USD amounts are nano-USD. */
export interface SpendLimits {
  rpm: number | null
  usd5hNanoUsd: bigint | null
  usdDayNanoUsd: bigint | null
  usdWeekNanoUsd: bigint | null
  usdMonthNanoUsd: bigint | null
  usdTotalNanoUsd: bigint | null
  dayMode: 'fixed' | 'rolling'
  /** HH:mm in the hub's time zone, for fixed windows. */
  dayResetAt: string
}

/** The same with FR-012. A provider's sessions are a field of its own. */
export interface Limits extends SpendLimits {
  concurrentSessions: number | null
}

export const NO_LIMITS: Limits = Object.freeze({
  rpm: null,
  usd5hNanoUsd: null,
  usdDayNanoUsd: null,
  usdWeekNanoUsd: null,
  usdMonthNanoUsd: null,
  usdTotalNanoUsd: null,
  concurrentSessions: null,
  dayMode: 'fixed',
  dayResetAt: '00:00',
} satisfies Limits)
