import fc from 'fast-check'
import { expect, it } from 'vitest'
import { bill } from './bill'
import { estimateCost } from './estimate-cost'
import type { Offer, RequestSize } from './estimate-cost'
import { anyPrice, priceOf } from './price-fixtures'
import { NO_USAGE } from './usage'

const price = priceOf({ rates: { input: '3000000', output: '15000000' } })
const OFFER: Offer = { price, costMultiplier: '1' }
const SIZE: RequestSize = { bodyBytes: 4_000, maxOutputTokens: null, choices: 1 }
const ALLOWED = 32_000

const anyOffer: fc.Arbitrary<Offer> = fc.record({
  price: anyPrice,
  costMultiplier: fc.constantFrom('1', '0.85', '2.5', '0'),
})

it('a strict budget reserves at least what any provider can bill for the request', () => {
  const share = fc.nat({ max: 1_000 })
  fc.assert(
    fc.property(
      fc.array(anyOffer, { minLength: 1, maxLength: 4 }),
      fc.nat({ max: 400_000 }),
      fc.option(fc.integer({ min: 1, max: 64_000 })),
      fc.integer({ min: 1, max: 4 }),
      fc.tuple(share, share, share, share, share),
      fc.constantFrom(null, 'priority', 'flex', 'fast', 'unheard of'),
      (offers, bodyBytes, maxOutputTokens, choices, [fresh, read, short, long, reasoning], serviceTier) => {
        const size = { bodyBytes, maxOutputTokens, choices }
        const reserved = estimateCost('strict', size, offers, ALLOWED)
        // Any split of as many tokens as the body has bytes, and as long an answer as is allowed.
        const all = Math.max(1, fresh + read + short + long)
        const part = (of: number): number => Math.floor((bodyBytes * of) / all)
        const output = (maxOutputTokens ?? ALLOWED) * choices
        const usage = {
          input: part(fresh),
          cacheRead: part(read),
          cacheWrite5m: part(short),
          cacheWrite1h: part(long),
          output,
          reasoning: Math.floor((output * reasoning) / 1_000),
        }
        for (const { price: its, costMultiplier } of offers)
          expect(reserved).toBeGreaterThanOrEqual(bill(usage, its, { costMultiplier, serviceTier }))
      },
    ),
  )
})

it('a balanced budget reserves what a request probably costs where it is likely to go', () => {
  const dear: Offer = { price, costMultiplier: '10' }
  // 1,000 tokens at 3 USD and 1,000 at 15 USD a million.
  expect(estimateCost('balanced', SIZE, [OFFER, dear], ALLOWED)).toBe(18_000_000n)
  expect(estimateCost('balanced', { ...SIZE, maxOutputTokens: 100 }, [OFFER], ALLOWED)).toBe(4_500_000n)
  expect(estimateCost('balanced', { ...SIZE, maxOutputTokens: 64_000 }, [OFFER], ALLOWED)).toBe(18_000_000n)
})

it('pictures do not make a balanced estimate absurd', () => {
  const large = estimateCost('balanced', { ...SIZE, bodyBytes: 20_000_000 }, [OFFER], ALLOWED)
  const most = bill({ ...NO_USAGE, input: 200_000, output: 1_000 }, price, {
    costMultiplier: '1',
    serviceTier: null,
  })
  expect(large).toBe(most)
})

it('nothing is reserved where no price is known', () => {
  expect(estimateCost('balanced', SIZE, [], ALLOWED)).toBe(0n)
  expect(estimateCost('strict', SIZE, [], ALLOWED)).toBe(0n)
})
