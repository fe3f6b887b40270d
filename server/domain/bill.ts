import { possibleRates, ratesFor } from './compile-price'
import type { Price, Rates } from './compile-price'
import { roundHalfUp } from './price-rates'
import type { Usage } from './usage'

export interface BillTerms {
  /** The provider's factor on prices, a plain decimal: "1", "0.85". */
  costMultiplier: string
  /** As the upstream's answer named it; null when it did not. */
  serviceTier: string | null
}

const PICO_PER_NANO = 1_000n

/** What a request costs, in nano-USD. Everything is added up in pico-USD, and rounded half up once.
 *
 * The whole prompt decides whether a request is a long one, and then all of its tokens cost what long ones cost:
 *  - Anthropic: the threshold counts input with cache reads and writes, and "all tokens" are charged at the higher rates
 *    (https://platform.claude.com/docs/en/about-claude/pricing#long-context-pricing).
 *  - Google: "If a query input context is longer than 200K tokens, all tokens (input and output) are charged at long
 *    context rates" (https://cloud.google.com/vertex-ai/generative-ai/pricing).
 *  - OpenAI: "prompts with >272K input tokens are priced at 2x input and 1.5x output for the full session"
 *    (https://developers.openai.com/api/docs/models/gpt-5.4).
 * @param usage disjoint buckets, whole numbers
 * @throws RangeError when the multiplier is no plain decimal */
export function bill(usage: Usage, price: Price, terms: BillTerms): bigint {
  const { input, cacheRead, cacheWrite5m, cacheWrite1h } = usage
  const rates = ratesFor(price, input + cacheRead + cacheWrite5m + cacheWrite1h, terms.serviceTier)
  return inNanoUsd(picoUsdOf(usage, rates), terms.costMultiplier)
}

function picoUsdOf(usage: Usage, rates: Rates): bigint {
  const reasoning = BigInt(Math.min(usage.reasoning, usage.output))
  return (
    BigInt(usage.input) * rates.input +
    BigInt(usage.cacheRead) * rates.cacheRead +
    BigInt(usage.cacheWrite5m) * rates.cacheWrite5m +
    BigInt(usage.cacheWrite1h) * rates.cacheWrite1h +
    (BigInt(usage.output) - reasoning) * rates.output +
    reasoning * rates.reasoning
  )
}

/** What a request can cost at most, in nano-USD: never below the bill of any usage with at most so many tokens, however they
 * are split into buckets and whatever tier serves them.
 * @param tokens.serviceTiers the tiers that are possible beside the standard one; all that have rates when absent
 * @throws RangeError when the multiplier is no plain decimal */
export function upperBoundCost(
  tokens: { inputTokens: number; outputTokens: number; serviceTiers?: readonly string[] },
  price: Price,
  costMultiplier: string,
): bigint {
  const { inputTokens, outputTokens, serviceTiers } = tokens
  let highest = 0n
  for (const rates of possibleRates(price, inputTokens, serviceTiers)) {
    const input = max(rates.input, rates.cacheRead, rates.cacheWrite5m, rates.cacheWrite1h)
    const most = BigInt(inputTokens) * input + BigInt(outputTokens) * max(rates.output, rates.reasoning)
    highest = max(highest, most)
  }
  return inNanoUsd(highest, costMultiplier)
}

const max = (first: bigint, ...others: bigint[]): bigint =>
  others.reduce((highest, value) => (value > highest ? value : highest), first)

const MULTIPLIER = /^(\d{1,9})(?:\.(\d{1,18}))?$/

function inNanoUsd(picoUsd: bigint, multiplier: string): bigint {
  if (multiplier === '1') return roundHalfUp(picoUsd, PICO_PER_NANO)
  const match = MULTIPLIER.exec(multiplier)
  if (!match) throw new RangeError(`not a cost multiplier: ${multiplier}`)
  const [, whole = '', fraction = ''] = match
  return roundHalfUp(picoUsd * BigInt(whole + fraction), PICO_PER_NANO * 10n ** BigInt(fraction.length))
}
