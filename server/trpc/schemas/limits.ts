import { z } from 'zod'
import type { Limits } from '#server/domain/limits'
import { formatUsd, parseUsd } from '#server/domain/money'
import type { Patch } from '#server/services/apply-patch'
import { exact } from './fields'

const usd = z
  .union([z.number(), z.string()], { error: 'must be an amount in USD, as a number or a decimal string' })
  .transform((amount, context) => {
    const nanoUsd = parseUsd(amount)
    if (nanoUsd !== null) return nanoUsd
    context.addIssue({
      code: 'custom',
      message: 'must be an amount in USD from 0 to 999999999, with at most nine decimals',
    })
    return z.NEVER
  })
  .nullable()
  .optional()

const count = exact(z.number().int().min(1).max(1_000_000)).nullable().optional()

/** Absent leaves a limit as it is, null lifts it. Unknown names are refused, since a misspelt limit would limit
 * nothing and cost money. */
export const limitsInput = z
  .strictObject({
    rpm: count.meta({ description: 'Requests a minute' }),
    usd5h: usd.meta({ description: 'USD in five hours' }),
    usdDay: usd.meta({ description: 'USD a day' }),
    usdWeek: usd.meta({ description: 'USD a week' }),
    usdMonth: usd.meta({ description: 'USD a month' }),
    usdTotal: usd.meta({ description: 'USD ever' }),
    concurrentSessions: count.meta({ description: 'Sessions at the same time' }),
    dayMode: z.enum(['fixed', 'rolling']).optional(),
    dayResetAt: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 08:30')
      .optional()
      .meta({ description: "HH:mm in the hub's time zone, for fixed days" }),
  })
  .transform((limits): Patch<Limits> => ({
    rpm: limits.rpm,
    usd5hNanoUsd: limits.usd5h,
    usdDayNanoUsd: limits.usdDay,
    usdWeekNanoUsd: limits.usdWeek,
    usdMonthNanoUsd: limits.usdMonth,
    usdTotalNanoUsd: limits.usdTotal,
    concurrentSessions: limits.concurrentSessions,
    dayMode: limits.dayMode,
    dayResetAt: limits.dayResetAt,
  }))

export const limitsView = z.object({
  rpm: z.number().nullable(),
  usd5h: z.number().nullable(),
  usdDay: z.number().nullable(),
  usdWeek: z.number().nullable(),
  usdMonth: z.number().nullable(),
  usdTotal: z.number().nullable(),
  concurrentSessions: z.number().nullable(),
  dayMode: z.enum(['fixed', 'rolling']),
  dayResetAt: z.string(),
})
export type LimitsView = z.output<typeof limitsView>

export function toLimitsView(limits: Limits): LimitsView {
  return {
    rpm: limits.rpm,
    usd5h: toUsd(limits.usd5hNanoUsd),
    usdDay: toUsd(limits.usdDayNanoUsd),
    usdWeek: toUsd(limits.usdWeekNanoUsd),
    usdMonth: toUsd(limits.usdMonthNanoUsd),
    usdTotal: toUsd(limits.usdTotalNanoUsd),
    concurrentSessions: limits.concurrentSessions,
    dayMode: limits.dayMode,
    dayResetAt: limits.dayResetAt,
  }
}

const toUsd = (nanoUsd: bigint | null): number | null =>
  nanoUsd === null ? null : Number(formatUsd(nanoUsd))
