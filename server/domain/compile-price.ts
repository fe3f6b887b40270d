import { roundHalfUp } from './price-rates'
import type { ModelPrices, RateKey, RateSet } from './price-rates'

/** Pico-USD per token, every rate known. */
export type Rates = Readonly<Record<RateKey, bigint>>

/** One service tier's rates by length of the prompt. */
export interface RateTable {
  readonly short: Rates
  /** The longest first. */
  readonly long: readonly { readonly aboveTokens: number; readonly rates: Rates }[]
}

/** A version of a model's price with every rate that a bill may ask for. */
export interface Price {
  /** Of the ModelPrice row. */
  readonly id: string
  readonly model: string
  readonly standard: RateTable
  readonly tiers: ReadonlyMap<string, RateTable>
}

/** Fill in what a table of prices leaves out. A rate that is told always counts as it is told. Else:
 *  1. Cache of Claude models: reading is 0.1, writing for five minutes 1.25 and for an hour 2 times the input
 *     (https://platform.claude.com/docs/en/about-claude/pricing#prompt-caching).
 *  2. Cache of other models: whoever names no rate for it charges as for input; an hour is charged as five minutes.
 *  3. Reasoning is output.
 *  4. A service tier or a long prompt that does not tell a rate of the cache keeps its ratio to the input, and reasoning
 *     its ratio to the output: vendors state both as factors on the input and the output.
 *  5. A long prompt in a service tier is charged by both factors ("2x input and 1.5x output for standard, batch, and
 *     flex", https://developers.openai.com/api/docs/models/gpt-5.4; LiteLLM's figures for Gemini agree). */
export function compilePrice(row: { id: string; model: string; prices: ModelPrices }): Price {
  const { id, model, prices } = row
  const long = prices.long.toSorted((a, b) => b.aboveTokens - a.aboveTokens)
  const standard = baseRates(prices.rates, isClaude(model))
  const longStandard = long.map(({ rates }) => variantRates(rates, standard))
  const tiers = new Map<string, RateTable>()
  for (const tier of new Set([prices, ...long].flatMap((sets) => Object.keys(sets.tiers)))) {
    const short = variantRates(prices.tiers[tier] ?? {}, standard)
    tiers.set(tier, {
      short,
      long: long.map(({ aboveTokens, tiers: told }, at) => {
        const both = bothFactors(standard, short, longStandard[at] ?? standard)
        return { aboveTokens, rates: variantRates(told[tier] ?? {}, both) }
      }),
    })
  }
  return {
    id,
    model,
    standard: {
      short: standard,
      long: long.map(({ aboveTokens }, at) => ({ aboveTokens, rates: longStandard[at] ?? standard })),
    },
    tiers,
  }
}

/** Also where a cloud or a reseller puts itself before the name: `us.anthropic.claude-…`, `anthropic/claude-…`. */
const isClaude = (model: string): boolean => /(^|[./])claude-/i.test(model)

function baseRates(told: ModelPrices['rates'], claude: boolean): Rates {
  const input = BigInt(told.input)
  const output = BigInt(told.output)
  const cacheWrite5m = toldOr(told.cacheWrite5m, claude ? scale(input, 5n, 4n) : input)
  return {
    input,
    output,
    cacheRead: toldOr(told.cacheRead, claude ? scale(input, 1n, 10n) : input),
    cacheWrite5m,
    cacheWrite1h: toldOr(told.cacheWrite1h, claude ? input * 2n : cacheWrite5m),
    reasoning: toldOr(told.reasoning, output),
  }
}

function variantRates(told: RateSet, base: Rates): Rates {
  const input = toldOr(told.input, base.input)
  const output = toldOr(told.output, base.output)
  const likeInput = (key: RateKey) => toldOr(told[key], scale(base[key], input, base.input))
  return {
    input,
    output,
    cacheRead: likeInput('cacheRead'),
    cacheWrite5m: likeInput('cacheWrite5m'),
    cacheWrite1h: likeInput('cacheWrite1h'),
    reasoning: toldOr(told.reasoning, scale(base.reasoning, output, base.output)),
  }
}

function bothFactors(base: Rates, tier: Rates, long: Rates): Rates {
  const rateOf = (key: RateKey): bigint => scale(tier[key], long[key], base[key])
  return {
    input: rateOf('input'),
    output: rateOf('output'),
    cacheRead: rateOf('cacheRead'),
    cacheWrite5m: rateOf('cacheWrite5m'),
    cacheWrite1h: rateOf('cacheWrite1h'),
    reasoning: rateOf('reasoning'),
  }
}

const toldOr = (told: string | undefined, derived: bigint): bigint =>
  told === undefined ? derived : BigInt(told)

/** `rate × to / from` in whole pico-USD. What was free has no ratio to keep. */
const scale = (rate: bigint, to: bigint, from: bigint): bigint =>
  from === 0n || to === from ? rate : roundHalfUp(rate * to, from)

/** The rates of one request.
 * @param promptTokens the whole prompt: fresh, read from the cache and written to it
 * @param serviceTier as the answer named it; one without rates of its own is the standard one */
export function ratesFor(price: Price, promptTokens: number, serviceTier: string | null): Rates {
  const table = (serviceTier === null ? undefined : price.tiers.get(serviceTier)) ?? price.standard
  for (const { aboveTokens, rates } of table.long) if (promptTokens > aboveTokens) return rates
  return table.short
}

/** All rates that a prompt of up to so many tokens may be charged at. */
export function possibleRates(price: Price, promptTokens: number, tiers?: readonly string[]): Rates[] {
  const tables = tiers ? tiers.flatMap((tier) => price.tiers.get(tier) ?? []) : [...price.tiers.values()]
  return [price.standard, ...tables].flatMap(({ short, long }) => [
    short,
    ...long.filter(({ aboveTokens }) => promptTokens > aboveTokens).map(({ rates }) => rates),
  ])
}
