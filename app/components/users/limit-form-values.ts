import type { FormReader } from '#app/lib/form-reader'
import type { FormValues } from '#app/lib/form-state'
import type { LimitsView, SpendLimitsView } from '#server/trpc/schemas/limits'

export const COUNT_LIMITS = ['rpm', 'concurrentSessions'] as const satisfies (keyof LimitsView)[]
export const USD_LIMITS = [
  'usd5h',
  'usdDay',
  'usdWeek',
  'usdMonth',
  'usdTotal',
] as const satisfies (keyof LimitsView)[]
export const DAY_MODES = ['fixed', 'rolling'] as const satisfies LimitsView['dayMode'][]

const COUNT = { min: 1, max: 1_000_000 }

export const NO_LIMIT_VALUES: FormValues = { 'limits.dayMode': 'fixed', 'limits.dayResetAt': '00:00' }

export const limitFormValues = (limits: LimitsView): FormValues => ({
  ...spendLimitFormValues(limits),
  'limits.concurrentSessions': plain(limits.concurrentSessions),
})

export function spendLimitFormValues(limits: SpendLimitsView): FormValues {
  const values: FormValues = { 'limits.dayMode': limits.dayMode, 'limits.dayResetAt': limits.dayResetAt }
  for (const name of ['rpm', ...USD_LIMITS] as const) values[`limits.${name}`] = plain(limits[name])
  return values
}

export const readLimits = (form: FormReader) => ({
  ...readSpendLimits(form),
  concurrentSessions: form.integer('limits.concurrentSessions', COUNT),
})

/** Budgets travel as decimal strings, so that no amount passes through a float. */
export function readSpendLimits(form: FormReader) {
  return {
    rpm: form.integer('limits.rpm', COUNT),
    usd5h: form.decimal('limits.usd5h'),
    usdDay: form.decimal('limits.usdDay'),
    usdWeek: form.decimal('limits.usdWeek'),
    usdMonth: form.decimal('limits.usdMonth'),
    usdTotal: form.decimal('limits.usdTotal'),
    dayMode: form.choice('limits.dayMode', DAY_MODES, 'fixed'),
    dayResetAt: form.text('limits.dayResetAt') || '00:00',
  }
}

/** Without exponent: `String(1e-7)` is not what a person typed. Nine digits are what an amount can have. */
const plain = (amount: number | null): string =>
  amount === null ? '' : amount.toFixed(9).replace(/\.?0+$/, '')
