import { z } from 'zod'
import type { Limits } from '#server/domain/limits'

/** The columns in which User, ApiKey and Provider keep their limits. */
export interface LimitColumns {
  limitRpm: number | null
  limit5hNanoUsd: bigint | null
  limitDayNanoUsd: bigint | null
  limitWeekNanoUsd: bigint | null
  limitMonthNanoUsd: bigint | null
  limitTotalNanoUsd: bigint | null
  limitSessions: number | null
  limitDayMode: string
  limitDayResetAt: string
}

export const toLimitColumns = (limits: Limits): LimitColumns => ({
  limitRpm: limits.rpm,
  limit5hNanoUsd: limits.usd5hNanoUsd,
  limitDayNanoUsd: limits.usdDayNanoUsd,
  limitWeekNanoUsd: limits.usdWeekNanoUsd,
  limitMonthNanoUsd: limits.usdMonthNanoUsd,
  limitTotalNanoUsd: limits.usdTotalNanoUsd,
  limitSessions: limits.concurrentSessions,
  limitDayMode: limits.dayMode,
  limitDayResetAt: limits.dayResetAt,
})

export const limitDayMode = z.enum(['fixed', 'rolling'])

/** @param dayMode the column limitDayMode, once checked */
export const toLimits = (row: LimitColumns, dayMode: Limits['dayMode']): Limits => ({
  rpm: row.limitRpm,
  usd5hNanoUsd: row.limit5hNanoUsd,
  usdDayNanoUsd: row.limitDayNanoUsd,
  usdWeekNanoUsd: row.limitWeekNanoUsd,
  usdMonthNanoUsd: row.limitMonthNanoUsd,
  usdTotalNanoUsd: row.limitTotalNanoUsd,
  concurrentSessions: row.limitSessions,
  dayMode,
  dayResetAt: row.limitDayResetAt,
})
