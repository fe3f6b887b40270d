import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bill, upperBoundCost } from './bill'
import { ratesFor } from './compile-price'
import { anyMultiplier, anyPrice, anyTier, anyUsage, priceOf } from './price-fixtures'
import { NO_USAGE } from './usage'
import type { Usage } from './usage'

const plain = { costMultiplier: '1', serviceTier: null }
const promptOf = (usage: Usage): number =>
  usage.input + usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h

describe('a bill', () => {
  const sonnet = priceOf(
    {
      rates: { input: '3000000', output: '15000000', cacheRead: '300000' },
      long: [{ aboveTokens: 200_000, rates: { input: '6000000', output: '22500000' }, tiers: {} }],
    },
    'claude-sonnet-4-5',
  )

  it('adds up every bucket at its own rate', () => {
    const usage = { input: 10, cacheRead: 100, cacheWrite5m: 20, cacheWrite1h: 30, output: 40, reasoning: 5 }
    // 10 × 3 + 100 × 0.3 + 20 × 3.75 + 30 × 6 + 40 × 15 USD per million
    expect(bill(usage, sonnet, plain)).toBe(915_000n)
  })

  it.each([
    [{ input: 200_000 }, 600_000_000n],
    [{ input: 200_001 }, 1_200_006_000n],
    [{ input: 1, cacheRead: 200_000 }, 120_006_000n],
    [{ cacheWrite5m: 200_001 }, 1_500_007_500n],
    [{ cacheWrite1h: 200_001, output: 1 }, 2_400_034_500n],
  ])('charges all tokens of a prompt that is longer than the threshold as long: %o', (some, expected) => {
    expect(bill({ ...NO_USAGE, ...some }, sonnet, plain)).toBe(expected)
  })

  it('charges reasoning at its own rate where it has one', () => {
    const price = priceOf({ rates: { input: '0', output: '600000', reasoning: '3500000' } })
    expect(bill({ ...NO_USAGE, output: 10, reasoning: 4 }, price, plain)).toBe(3_600n + 14_000n)
  })

  it('is rounded once, halves up', () => {
    const price = priceOf({ rates: { input: '250', output: '1' } })
    expect(bill({ ...NO_USAGE, input: 2 }, price, plain)).toBe(1n)
    expect(bill({ ...NO_USAGE, input: 1, output: 249 }, price, plain)).toBe(0n)
    expect(bill({ ...NO_USAGE, input: 2, output: 2 }, price, { ...plain, costMultiplier: '0.99' })).toBe(0n)
  })

  it('refuses a multiplier that is none', () => {
    for (const costMultiplier of ['', '-1', '1e3', 'x', '1.', '.5'])
      expect(() => bill(NO_USAGE, sonnet, { ...plain, costMultiplier })).toThrow(RangeError)
  })

  it('equals the sum of exact fractions', () => {
    fc.assert(
      fc.property(anyUsage, anyPrice, anyMultiplier, anyTier, (usage, price, costMultiplier, serviceTier) => {
        const rates = ratesFor(price, promptOf(usage), serviceTier)
        // Fractions of a nano-USD, numerator over 1000 × 10^6.
        const [whole = '', part = ''] = costMultiplier.split('.')
        const factor = BigInt(whole) * 1_000_000n + BigInt(part.padEnd(6, '0'))
        const terms: [number, bigint][] = [
          [usage.input, rates.input],
          [usage.cacheRead, rates.cacheRead],
          [usage.cacheWrite5m, rates.cacheWrite5m],
          [usage.cacheWrite1h, rates.cacheWrite1h],
          [usage.output - usage.reasoning, rates.output],
          [usage.reasoning, rates.reasoning],
        ]
        const numerator = terms.reduce((sum, [tokens, rate]) => sum + BigInt(tokens) * rate * factor, 0n)
        const cost = bill(usage, price, { costMultiplier, serviceTier })
        const off = cost * 1_000_000_000n - numerator
        expect(off > -500_000_000n && off <= 500_000_000n).toBe(true)
      }),
    )
  })

  it('of nothing is nothing', () => {
    fc.assert(
      fc.property(anyPrice, anyMultiplier, anyTier, (price, costMultiplier, serviceTier) => {
        expect(bill(NO_USAGE, price, { costMultiplier, serviceTier })).toBe(0n)
      }),
    )
  })

  it('never falls when a bucket grows, where long prompts are not cheaper', () => {
    const buckets = ['input', 'cacheRead', 'cacheWrite5m', 'cacheWrite1h', 'output'] as const
    const price = priceOf({
      rates: { input: '1250000', output: '10000000', cacheRead: '125000' },
      tiers: {
        priority: { input: '2500000', output: '20000000' },
        flex: { input: '625000', output: '5000000' },
      },
      long: [{ aboveTokens: 272_000, rates: { input: '2500000', output: '15000000' }, tiers: {} }],
    })
    const more = fc.tuple(fc.constantFrom(...buckets), fc.nat(300_000))
    fc.assert(
      fc.property(
        anyUsage,
        more,
        anyMultiplier,
        anyTier,
        (usage, [bucket, extra], costMultiplier, serviceTier) => {
          const grown = { ...usage, [bucket]: usage[bucket] + extra }
          const terms = { costMultiplier, serviceTier }
          expect(bill(grown, price, terms)).toBeGreaterThanOrEqual(bill(usage, price, terms))
        },
      ),
    )
  })

  it('is linear up to rounding, as long as the prompt stays on its side of the threshold', () => {
    const flat = fc.tuple(anyPrice, anyUsage, fc.integer({ min: 2, max: 9 }))
    fc.assert(
      fc.property(
        flat,
        anyMultiplier,
        anyTier,
        ([{ id, model, standard, tiers }, usage, times], ...terms) => {
          const unbroken = new Map([...tiers].map(([tier, { short }]) => [tier, { short, long: [] }]))
          const price = { id, model, standard: { short: standard.short, long: [] }, tiers: unbroken }
          const [costMultiplier, serviceTier] = terms
          const one = bill(usage, price, { costMultiplier, serviceTier })
          const multiple = {
            input: usage.input * times,
            cacheRead: usage.cacheRead * times,
            cacheWrite5m: usage.cacheWrite5m * times,
            cacheWrite1h: usage.cacheWrite1h * times,
            output: usage.output * times,
            reasoning: usage.reasoning * times,
          }
          const off = bill(multiple, price, { costMultiplier, serviceTier }) - one * BigInt(times)
          expect(off >= -BigInt(times) && off <= BigInt(times)).toBe(true)
        },
      ),
    )
  })
})

describe('the most that a request can cost', () => {
  it('is never below the bill of any split and any tier', () => {
    fc.assert(
      fc.property(
        fc.tuple(anyUsage, fc.nat(100_000), fc.nat(100_000)),
        anyPrice,
        anyMultiplier,
        anyTier,
        ([usage, spareInput, spareOutput], price, costMultiplier, serviceTier) => {
          const inputTokens = promptOf(usage) + spareInput
          const outputTokens = usage.output + spareOutput
          const cost = bill(usage, price, { costMultiplier, serviceTier })
          expect(upperBoundCost({ inputTokens, outputTokens }, price, costMultiplier)).toBeGreaterThanOrEqual(
            cost,
          )
          const serviceTiers = serviceTier === null ? [] : [serviceTier]
          const bound = upperBoundCost({ inputTokens, outputTokens, serviceTiers }, price, costMultiplier)
          expect(bound).toBeGreaterThanOrEqual(cost)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('does not count tiers that are ruled out', () => {
    const price = priceOf({
      rates: { input: '1000', output: '1000' },
      tiers: { fast: { input: '6000', output: '6000' } },
    })
    const tokens = { inputTokens: 10, outputTokens: 10 }
    expect(upperBoundCost(tokens, price, '1')).toBe(120n)
    expect(upperBoundCost({ ...tokens, serviceTiers: [] }, price, '1')).toBe(20n)
  })
})
