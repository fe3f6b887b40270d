import { z } from 'zod'
import type { Limits, SpendLimits } from '#server/domain/limits'
import { NANO_PER_USD, formatUsd, parseUsd } from '#server/domain/money'
import type { Patch } from '#server/services/apply-patch'
import { exact } from './fields'

/** What is counted stays exact up to MAX_GAUGE. */
const MAX_NANO_USD = 9_000_000n * NANO_PER_USD

const usd = z
  .union([z.number(), z.string()], { error: 'must be an amount in USD, as a number or a decimal string' })
  .transform((amount, context) => {
    const nanoUsd = parseUsd(amount)
    if (nanoUsd !== null && nanoUsd <= MAX_NANO_USD) return nanoUsd
    context.addIssue({
      code: 'custom',
      message:
        nanoUsd === null
          ? 'must be an amount in USD from 0 to 9000000, with at most nine decimals'
          : 'must be at most 9000000 USD; leave it empty for no limit',
    })
    return z.NEVER
  })
  .nullable()
  .optional()

const count = exact(z.number().int().min(1).max(1_000_000)).nullable().optional()

/** Absent leaves a limit as it is, null lifts it. Unknown names are refused, since a misspelt limit would limit
 * nothing and cost money. */
const spendLimits = z.strictObject({
  rpm: count.meta({ description: 'Requests a minute' }),
  usd5h: usd.meta({ description: 'USD in five hours' }),
  usdDay: usd.meta({ description: 'USD a day' }),
  usdWeek: usd.meta({ description: 'USD a week' }),
  usdMonth: usd.meta({ description: 'USD a month' }),
  usdTotal: usd.meta({ description: 'USD ever' }),
  dayMode: z.enum(['fixed', 'rolling']).optional(),
  dayResetAt: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 08:30')
    .optional()
    .meta({ description: "HH:mm in the hub's time zone, for fixed days, weeks and months" }),
})

const toSpendLimits = (limits: z.output<typeof spendLimits>): Patch<SpendLimits> => ({
  rpm: limits.rpm,
  usd5hNanoUsd: limits.usd5h,
  usdDayNanoUsd: limits.usdDay,
  usdWeekNanoUsd: limits.usdWeek,
  usdMonthNanoUsd: limits.usdMonth,
  usdTotalNanoUsd: limits.usdTotal,
  dayMode: limits.dayMode,
  dayResetAt: limits.dayResetAt,
})

/** Of a provider, whose sessions are a field of their own. */
export const spendLimitsInput = spendLimits.transform(toSpendLimits)

export const limitsInput = spendLimits
  .extend({ concurrentSessions: count.meta({ description: 'Sessions at the same time' }) })
  .transform(({ concurrentSessions, ...limits }): Patch<Limits> => ({
    ...toSpendLimits(limits),
    concurrentSessions,
  }))

export const spendLimitsView = z.object({
  rpm: z.number().nullable(),
  usd5h: z.number().nullable(),
  usdDay: z.number().nullable(),
  usdWeek: z.number().nullable(),
  usdMonth: z.number().nullable(),
  usdTotal: z.number().nullable(),
  dayMode: z.enum(['fixed', 'rolling']),
  dayResetAt: z.string(),
})
export type SpendLimitsView = z.output<typeof spendLimitsView>

export const limitsView = spendLimitsView.extend({ concurrentSessions: z.number().nullable() })
export type LimitsView = z.output<typeof limitsView>

export const toLimitsView = (limits: Limits): LimitsView => ({
  ...toSpendLimitsView(limits),
  concurrentSessions: limits.concurrentSessions,
})

export function toSpendLimitsView(limits: SpendLimits): SpendLimitsView {
  return {
    rpm: limits.rpm,
    usd5h: toUsd(limits.usd5hNanoUsd),
    usdDay: toUsd(limits.usdDayNanoUsd),
    usdWeek: toUsd(limits.usdWeekNanoUsd),
    usdMonth: toUsd(limits.usdMonthNanoUsd),
    usdTotal: toUsd(limits.usdTotalNanoUsd),
    dayMode: limits.dayMode,
    dayResetAt: limits.dayResetAt,
  }
}

const toUsd = (nanoUsd: bigint | null): number | null =>
  nanoUsd === null ? null : Number(formatUsd(nanoUsd))
