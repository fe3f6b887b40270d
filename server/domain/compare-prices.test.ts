import { describe, expect, it } from 'vitest'
import { comparePrices, percentChange } from './compare-prices'
import { modelPricesSchema } from './price-rates'

const prices = (told: object) => modelPricesSchema.parse({ rates: { input: '100', output: '200' }, ...told })

describe('two tables of a model', () => {
  it('are compared rate by rate, tier by tier and length by length', () => {
    const before = prices({ tiers: { flex: { input: '50' } } })
    const after = prices({
      rates: { input: '150', output: '200', cacheRead: '10' },
      long: [{ aboveTokens: 200_000, rates: {}, tiers: { priority: { output: '900' } } }],
    })
    expect(comparePrices(before, after)).toEqual([
      { aboveTokens: 0, tier: '', key: 'input', from: 100n, to: 150n },
      { aboveTokens: 0, tier: 'flex', key: 'input', from: 50n, to: null },
      { aboveTokens: 0, tier: '', key: 'cacheRead', from: null, to: 10n },
      { aboveTokens: 200_000, tier: 'priority', key: 'output', from: null, to: 900n },
    ])
    expect(comparePrices(after, after)).toEqual([])
  })

  it('differ by a percentage where there was something before', () => {
    expect(percentChange({ from: 100n, to: 150n })).toBe(50)
    expect(percentChange({ from: 3n, to: 2n })).toBe(-33.3)
    for (const from of [0n, null]) expect(percentChange({ from, to: 1n })).toBeNull()
    expect(percentChange({ from: 1n, to: null })).toBeNull()
  })
})
