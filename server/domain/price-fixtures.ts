import fc from 'fast-check'
import { compilePrice } from './compile-price'
import type { Price } from './compile-price'
import { modelPricesSchema, RATE_KEYS } from './price-rates'
import type { ModelPrices, RateSet } from './price-rates'
import type { Usage } from './usage'

/** Prices and usages for tests. */

export const priceOf = (
  told: Partial<ModelPrices> & Pick<ModelPrices, 'rates'>,
  model = 'some-model',
): Price => compilePrice({ id: `price of ${model}`, model, prices: modelPricesSchema.parse(told) })

const rate = fc.bigInt({ min: 0n, max: 200_000_000n }).map(String)
const rateSet: fc.Arbitrary<RateSet> = fc.record(Object.fromEntries(RATE_KEYS.map((key) => [key, rate])), {
  requiredKeys: [],
})
const tiers = fc.dictionary(fc.constantFrom('priority', 'flex', 'fast'), rateSet, { maxKeys: 3 })

/** Any table of prices, also one where long prompts are cheaper. */
export const anyPrices: fc.Arbitrary<ModelPrices> = fc.record({
  rates: fc.tuple(rateSet, rate, rate).map(([set, input, output]) => ({ ...set, input, output })),
  tiers,
  long: fc.uniqueArray(
    fc.record({ aboveTokens: fc.constantFrom(1, 128_000, 200_000, 272_000), rates: rateSet, tiers }),
    { maxLength: 3, selector: ({ aboveTokens }) => aboveTokens },
  ),
})

export const anyPrice: fc.Arbitrary<Price> = fc
  .tuple(anyPrices, fc.constantFrom('claude-x', 'gpt-x'))
  .map(([prices, model]) => priceOf(prices, model))

const count = fc.oneof(fc.integer({ min: 0, max: 400_000 }), fc.constantFrom(0, 1, 128_000, 200_000, 272_000))
export const anyUsage: fc.Arbitrary<Usage> = fc
  .record({
    input: count,
    cacheRead: count,
    cacheWrite5m: count,
    cacheWrite1h: count,
    output: count,
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ share, ...usage }) => ({ ...usage, reasoning: Math.floor(usage.output * share) }))

export const anyTier = fc.constantFrom(null, 'standard', 'default', 'priority', 'flex', 'fast')
export const anyMultiplier = fc.oneof(
  fc.constantFrom('1', '0', '1.25', '0.85', '0.000001', '9999.999999'),
  fc
    .tuple(fc.nat(9_999), fc.nat(999_999))
    .map(([whole, part]) => `${String(whole)}.${String(part).padStart(6, '0')}`),
)
