import { bill } from './bill'
import type { BillTerms } from './bill'
import type { Price, Rates } from './compile-price'
import type { RateKey } from './price-rates'
import type { Usage } from './usage'

/** What one kind of token came to, before the provider's multiplier. */
export interface BillLine {
  bucket: RateKey
  tokens: number
  picoUsdPerToken: bigint
  picoUsd: bigint
}

/** A bill as it is made, for people to check. */
export interface ItemizedBill {
  /** Kinds with tokens. Output is without its reasoning, which stands apart. */
  lines: BillLine[]
  /** Whose rates count; null is the standard one. */
  tier: string | null
  /** The prompt was longer, so that the rates of long ones count; null for a short one. */
  aboveTokens: number | null
  costNanoUsd: bigint
}

/** Tell how `bill` comes to what it says. @throws RangeError when the multiplier is no plain decimal */
export function itemizeBill(usage: Usage, price: Price, terms: BillTerms): ItemizedBill {
  const { input, cacheRead, cacheWrite5m, cacheWrite1h, output } = usage
  const reasoning = Math.min(usage.reasoning, output)
  const promptTokens = input + cacheRead + cacheWrite5m + cacheWrite1h
  const { rates, tier, aboveTokens } = ratesOf(price, promptTokens, terms.serviceTier)
  const tokens = { input, cacheRead, cacheWrite5m, cacheWrite1h, output: output - reasoning, reasoning }
  const lines = KEYS.filter((bucket) => tokens[bucket] > 0).map((bucket) => ({
    bucket,
    tokens: tokens[bucket],
    picoUsdPerToken: rates[bucket],
    picoUsd: BigInt(tokens[bucket]) * rates[bucket],
  }))
  return { lines, tier, aboveTokens, costNanoUsd: bill(usage, price, terms) }
}

/** As a bill is read: what went in, then what came out. */
const KEYS: readonly RateKey[] = ['input', 'cacheRead', 'cacheWrite5m', 'cacheWrite1h', 'output', 'reasoning']

interface ChosenRates {
  rates: Rates
  tier: string | null
  aboveTokens: number | null
}

/** As `ratesFor` chooses them, and why. */
function ratesOf(price: Price, promptTokens: number, serviceTier: string | null): ChosenRates {
  const own = serviceTier === null ? undefined : price.tiers.get(serviceTier)
  const table = own ?? price.standard
  const long = table.long.find(({ aboveTokens }) => promptTokens > aboveTokens)
  const tier = own ? serviceTier : null
  return { rates: long?.rates ?? table.short, tier, aboveTokens: long?.aboveTokens ?? null }
}
