import type { Limits } from '#server/domain/limits'
import { formatUsd } from '#server/domain/money'
import type { Patch } from './apply-patch'
import type { FieldIssue } from './service-error'

const USD_LIMITS = [
  ['usd5hNanoUsd', 'usd5h'],
  ['usdDayNanoUsd', 'usdDay'],
  ['usdWeekNanoUsd', 'usdWeek'],
  ['usdMonthNanoUsd', 'usdMonth'],
  ['usdTotalNanoUsd', 'usdTotal'],
] as const

/** FR-009: a key's limits may be stricter than its user's, never looser. No limit on the key is fine, because the
 * user's own limit then decides.
 * @param given the limits that are being set; absent ones are not looked at */
export function checkKeyLimits(given: Patch<Limits>, userLimits: Limits): FieldIssue[] {
  const issues: FieldIssue[] = []
  const check = (
    name: string,
    key: bigint | null | undefined,
    user: bigint | null,
    text: (n: bigint) => string,
  ) => {
    if (typeof key !== 'bigint' || user === null || key <= user) return
    issues.push({
      path: `limits.${name}`,
      message: `${text(key)} is more than the user's own limit of ${text(user)}`,
      rule: { code: 'aboveUserLimit', values: { limit: text(user) } },
    })
  }
  for (const name of ['rpm', 'concurrentSessions'] as const)
    check(name, toBigInt(given[name]), toBigInt(userLimits[name]), String)
  for (const [field, name] of USD_LIMITS)
    check(name, given[field], userLimits[field], (amount) => `${formatUsd(amount)} USD`)
  return issues
}

const toBigInt = (value: number | null | undefined): bigint | null =>
  typeof value === 'number' ? BigInt(value) : null
