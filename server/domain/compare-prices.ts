import { RATE_KEYS } from './price-rates'
import type { ModelPrices, RateKey, RateSet } from './price-rates'

/** One rate of a table that is not what it was. Pico-USD per token; null where nothing is told. */
export interface RateChange {
  /** For prompts longer than so many tokens; 0 for all others. */
  aboveTokens: number
  /** Empty for the standard one. */
  tier: string
  key: RateKey
  from: bigint | null
  to: bigint | null
}

/** What two tables tell differently. What they leave to be derived is not compared. */
export function comparePrices(before: ModelPrices, after: ModelPrices): RateChange[] {
  const [old, now] = [toldRates(before), toldRates(after)]
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((name) => {
    const rate = now.get(name) ?? old.get(name)
    const [from, to] = [old.get(name)?.rate ?? null, now.get(name)?.rate ?? null]
    return rate && from !== to
      ? [{ aboveTokens: rate.aboveTokens, tier: rate.tier, key: rate.key, from, to }]
      : []
  })
}

interface ToldRate {
  aboveTokens: number
  tier: string
  key: RateKey
  rate: bigint
}

function toldRates(prices: ModelPrices): Map<string, ToldRate> {
  const lengths = [{ aboveTokens: 0, rates: prices.rates, tiers: prices.tiers }, ...prices.long]
  const told = lengths.flatMap(({ aboveTokens, rates, tiers }) =>
    Object.entries({ '': rates, ...tiers }).flatMap(([tier, set]) => ofSet(set, aboveTokens, tier)),
  )
  return new Map(told.map((rate) => [`${String(rate.aboveTokens)} ${rate.tier} ${rate.key}`, rate]))
}

const ofSet = (set: RateSet, aboveTokens: number, tier: string): ToldRate[] =>
  RATE_KEYS.flatMap((key) =>
    set[key] === undefined ? [] : [{ aboveTokens, tier, key, rate: BigInt(set[key]) }],
  )

/** By how much a rate has changed, in percent with one decimal; null where there was none, or where it was free. */
export function percentChange({ from, to }: Pick<RateChange, 'from' | 'to'>): number | null {
  if (from === null || to === null || from === 0n) return null
  return Math.round(Number(((to - from) * 10_000n) / from) / 10) / 10
}
