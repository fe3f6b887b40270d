import { describe, expect, it } from 'vitest'
import { ratesFor } from './compile-price'
import { priceOf } from './price-fixtures'

const millions = (...usd: number[]): bigint[] => usd.map((amount) => BigInt(amount * 1_000_000))
const listed = (price: ReturnType<typeof priceOf>, tokens = 0, tier: string | null = null): bigint[] => {
  const { input, output, cacheRead, cacheWrite5m, cacheWrite1h, reasoning } = ratesFor(price, tokens, tier)
  return [input, output, cacheRead, cacheWrite5m, cacheWrite1h, reasoning]
}

describe('rates that a table leaves out', () => {
  it('of a Claude model are the vendor’s factors on the input', () => {
    const price = priceOf({ rates: { input: '3000000', output: '15000000' } }, 'us.anthropic.claude-x')
    expect(listed(price)).toEqual(millions(3, 15, 0.3, 3.75, 6, 15))
  })

  it('of another model are those of the input, and an hour costs what five minutes do', () => {
    expect(listed(priceOf({ rates: { input: '2000000', output: '8000000' } }))).toEqual(
      millions(2, 8, 2, 2, 2, 8),
    )
    const writes = priceOf({ rates: { input: '4000000', output: '1', cacheWrite5m: '5000000' } })
    expect(listed(writes).slice(2, 5)).toEqual(millions(4, 5, 5))
  })

  it('of a tier are the standard ones, and the cache keeps its ratio to the input', () => {
    const price = priceOf({
      rates: { input: '1250000', output: '10000000', cacheRead: '125000', reasoning: '20000000' },
      tiers: { flex: { input: '625000', output: '5000000' }, odd: { cacheRead: '7' } },
    })
    expect(listed(price, 0, 'flex')).toEqual(millions(0.625, 5, 0.0625, 0.625, 0.625, 10))
    expect(listed(price, 0, 'odd')[2]).toBe(7n)
    expect(listed(price, 0, 'odd')[0]).toBe(1_250_000n)
  })

  it('of a long prompt keep their ratios too: a Claude model’s cache is charged by the long input', () => {
    const price = priceOf(
      {
        rates: { input: '3000000', output: '15000000', cacheRead: '300000', cacheWrite5m: '3750000' },
        long: [{ aboveTokens: 200_000, rates: { input: '6000000', output: '22500000' }, tiers: {} }],
      },
      'claude-sonnet-4-5',
    )
    expect(listed(price, 200_000)).toEqual(millions(3, 15, 0.3, 3.75, 6, 15))
    expect(listed(price, 200_001)).toEqual(millions(6, 22.5, 0.6, 7.5, 12, 22.5))
  })

  it('of a long prompt in a tier are charged by both factors, which is what the table of Gemini says itself', () => {
    const rates = { input: '2000000', output: '12000000', cacheRead: '200000' }
    const priority = { input: '3600000', output: '21600000', cacheRead: '360000' }
    const long = { input: '4000000', output: '18000000', cacheRead: '400000' }
    const price = priceOf({
      rates,
      tiers: { priority },
      long: [{ aboveTokens: 200_000, rates: long, tiers: {} }],
    })
    expect(listed(price, 200_001, 'priority').slice(0, 3)).toEqual(millions(7.2, 32.4, 0.72))
  })

  it('count as they are told where they are told', () => {
    const price = priceOf({
      rates: { input: '2', output: '2' },
      long: [{ aboveTokens: 10, rates: { input: '4' }, tiers: { priority: { input: '9' } } }],
    })
    expect(listed(price, 11, 'priority')).toEqual([9n, 2n, 9n, 9n, 9n, 2n])
    expect(listed(price, 10, 'priority')).toEqual([2n, 2n, 2n, 2n, 2n, 2n])
  })

  it('stay whole, and what was free has no ratio to keep', () => {
    const price = priceOf({
      rates: { input: '3', output: '1', cacheRead: '1' },
      tiers: { half: { input: '2' } },
    })
    expect(listed(price, 0, 'half')[2]).toBe(1n)
    const free = priceOf({ rates: { input: '0', output: '0' }, tiers: { paid: { input: '5' } } })
    expect(listed(free, 0, 'paid')).toEqual([5n, 0n, 0n, 0n, 0n, 0n])
  })
})

describe('several thresholds', () => {
  it('are tried from the longest on', () => {
    const price = priceOf({
      rates: { input: '1', output: '1' },
      long: [
        { aboveTokens: 32_000, rates: { input: '2' }, tiers: {} },
        { aboveTokens: 128_000, rates: { input: '3' }, tiers: {} },
      ],
    })
    expect(
      [32_000, 32_001, 128_000, 128_001].map((tokens) => ratesFor(price, tokens, 'no such').input),
    ).toEqual([1n, 2n, 2n, 3n])
  })
})
