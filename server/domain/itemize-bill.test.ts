import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { itemizeBill } from './itemize-bill'
import { anyMultiplier, anyPrice, anyTier, anyUsage, priceOf } from './price-fixtures'
import { roundHalfUp } from './price-rates'
import { NO_USAGE } from './usage'

const STANDARD = { costMultiplier: '1', serviceTier: null }

describe('an itemized bill', () => {
  it('adds up to the bill', () => {
    fc.assert(
      fc.property(anyUsage, anyPrice, anyTier, anyMultiplier, (usage, price, serviceTier, costMultiplier) => {
        const { lines, costNanoUsd } = itemizeBill(usage, price, { costMultiplier, serviceTier })
        const picoUsd = lines.reduce((sum, line) => sum + line.picoUsd, 0n)
        const [whole = '', fraction = ''] = costMultiplier.split('.')
        const factor = BigInt(whole + fraction)
        expect(roundHalfUp(picoUsd * factor, 1_000n * 10n ** BigInt(fraction.length))).toBe(costNanoUsd)
        expect(lines.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(
          usage.input + usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h + usage.output,
        )
      }),
    )
  })

  it('names the tier and the length whose rates count', () => {
    const price = priceOf({
      rates: { input: '1000', output: '2000' },
      tiers: { priority: { input: '3000', output: '6000' } },
      long: [{ aboveTokens: 100, rates: { input: '2000', output: '3000' }, tiers: {} }],
    })
    const usage = { ...NO_USAGE, input: 101, output: 10, reasoning: 4 }
    expect(itemizeBill(usage, price, { ...STANDARD, serviceTier: 'priority' })).toMatchObject({
      tier: 'priority',
      aboveTokens: 100,
    })
    expect(itemizeBill(usage, price, { ...STANDARD, serviceTier: 'unheard-of' })).toMatchObject({
      tier: null,
      lines: [
        { bucket: 'input', tokens: 101, picoUsdPerToken: 2000n, picoUsd: 202_000n },
        { bucket: 'output', tokens: 6 },
        { bucket: 'reasoning', tokens: 4 },
      ],
    })
    expect(itemizeBill({ ...usage, input: 100 }, price, STANDARD)).toMatchObject({ aboveTokens: null })
  })
})
