import { describe, expect, it } from 'vitest'
import { NO_LIMITS } from '#server/domain/limits'
import { NANO_PER_USD } from '#server/domain/money'
import { checkKeyLimits } from './check-key-limits'

const user = { ...NO_LIMITS, rpm: 10, usdDayNanoUsd: 5n * NANO_PER_USD }

describe('checkKeyLimits', () => {
  it('names every limit that is above the user’s, with both amounts', () => {
    expect(checkKeyLimits({ rpm: 11, usdDayNanoUsd: 5_000_000_001n }, user)).toEqual([
      {
        path: 'limits.rpm',
        message: "11 is more than the user's own limit of 10",
        rule: { code: 'aboveUserLimit', values: { limit: '10' } },
      },
      {
        path: 'limits.usdDay',
        message: "5.000000001 USD is more than the user's own limit of 5 USD",
        rule: { code: 'aboveUserLimit', values: { limit: '5 USD' } },
      },
    ])
  })

  it('lets equal and stricter limits, and ones of another kind, pass', () => {
    const limits = { rpm: 10, usdDayNanoUsd: 0n, usdMonthNanoUsd: NANO_PER_USD, concurrentSessions: 3 }
    expect(checkKeyLimits(limits, user)).toEqual([])
  })

  it('lets a key go without a limit, since the user’s own still holds', () => {
    expect(checkKeyLimits({ rpm: null, usdDayNanoUsd: null }, user)).toEqual([])
    expect(checkKeyLimits({}, user)).toEqual([])
  })
})
