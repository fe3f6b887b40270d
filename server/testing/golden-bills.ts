import type { Dialect } from '#server/domain/dialect'

/** What the golden corpus is made of: prices as a vendor's table writes them, and bills that are worked out from those
 * texts with fractions, by the rules that the vendors publish. Nothing here calls the code under test. */

/** The fields of an entry of LiteLLM's table, numbers as they are written. */
export type PriceTexts = Readonly<Record<string, string>>

/** What an upstream counted, before it is put into any protocol's words. */
export interface Counts {
  fresh: number
  cached: number
  written5m: number
  written1h: number
  answer: number
  thought: number
}

export const GOLDEN_PRICES: Record<Dialect, Readonly<Record<string, PriceTexts>>> = {
  claude: {
    'claude-all-told': {
      input_cost_per_token: '3e-06',
      output_cost_per_token: '1.5e-05',
      cache_read_input_token_cost: '3E-7',
      cache_creation_input_token_cost: '0.00000375',
      cache_creation_input_token_cost_above_1hr: '6e-06',
      input_cost_per_token_above_200k_tokens: '6e-06',
      output_cost_per_token_above_200k_tokens: '2.25e-05',
      cache_read_input_token_cost_above_200k_tokens: '6e-07',
      cache_creation_input_token_cost_above_200k_tokens: '7.5e-06',
    },
    'claude-little-told': { input_cost_per_token: '8e-07', output_cost_per_token: '4e-06' },
    'claude-odd': {
      input_cost_per_token: '2.5e-07',
      output_cost_per_token: '1.25e-06',
      cache_read_input_token_cost: '3e-08',
      cache_creation_input_token_cost: '3e-07',
    },
    'claude-with-factors': {
      input_cost_per_token: '5e-06',
      output_cost_per_token: '2.5e-05',
      cache_read_input_token_cost: '5e-07',
      cache_creation_input_token_cost: '6.25e-06',
      cache_creation_input_token_cost_above_1hr: '1e-05',
      'factor fast': '6.0',
      'factor us': '1.1',
    },
  },
  'openai-chat': {
    'gpt-tiers': {
      input_cost_per_token: '1.25e-06',
      output_cost_per_token: '1e-05',
      cache_read_input_token_cost: '1.25e-07',
      input_cost_per_token_priority: '2.5e-06',
      output_cost_per_token_priority: '2e-05',
      cache_read_input_token_cost_priority: '2.5e-07',
      input_cost_per_token_flex: '6.25e-07',
      output_cost_per_token_flex: '5e-06',
      cache_read_input_token_cost_flex: '6.25e-08',
    },
    'deepseek-plain': {
      input_cost_per_token: '2.8e-07',
      output_cost_per_token: '4.2e-07',
      cache_read_input_token_cost: '2.8e-08',
    },
    'grok-without-cache': { input_cost_per_token: '0.000002', output_cost_per_token: '0.00001' },
  },
  'codex-responses': {
    'gpt-long': {
      input_cost_per_token: '2.5e-06',
      output_cost_per_token: '1.5e-05',
      cache_read_input_token_cost: '2.5e-07',
      cache_creation_input_token_cost: '3.125e-06',
      input_cost_per_token_above_272k_tokens: '5e-06',
      output_cost_per_token_above_272k_tokens: '2.25e-05',
      cache_read_input_token_cost_above_272k_tokens: '5e-07',
      input_cost_per_token_flex: '1.25e-06',
      output_cost_per_token_flex: '7.5e-06',
      input_cost_per_token_priority: '5e-06',
      output_cost_per_token_priority: '3e-05',
    },
    'gpt-pro': { input_cost_per_token: '2.1e-05', output_cost_per_token: '0.000168' },
  },
  gemini: {
    'gemini-pro': {
      input_cost_per_token: '2e-06',
      output_cost_per_token: '1.2e-05',
      cache_read_input_token_cost: '2e-07',
      input_cost_per_token_above_200k_tokens: '4e-06',
      output_cost_per_token_above_200k_tokens: '1.8e-05',
      cache_read_input_token_cost_above_200k_tokens: '4e-07',
      input_cost_per_token_priority: '3.6e-06',
      output_cost_per_token_priority: '2.16e-05',
      cache_read_input_token_cost_priority: '3.6e-07',
      input_cost_per_token_above_200k_tokens_priority: '7.2e-06',
      output_cost_per_token_above_200k_tokens_priority: '3.24e-05',
    },
    'gemini-flash': {
      input_cost_per_token: '1.5e-07',
      output_cost_per_token: '6e-07',
      output_cost_per_reasoning_token: '3.5e-06',
      input_cost_per_token_flex: '7.5e-08',
      output_cost_per_token_flex: '3e-07',
    },
    'gemini-old': {
      input_cost_per_token: '7.5e-08',
      output_cost_per_token: '3e-07',
      cache_read_input_token_cost: '1.875e-08',
      input_cost_per_token_above_128k_tokens: '1.5e-07',
      output_cost_per_token_above_128k_tokens: '6e-07',
    },
  },
}

/** The table as its file would be: every number as it is written. */
export function tableText(prices: Readonly<Record<string, PriceTexts>>): string {
  const entries = Object.entries(prices).map(([model, texts]) => {
    const factors = Object.entries(texts).flatMap(([name, text]) =>
      name.startsWith('factor ') ? [`"${name.slice(7)}": ${text}`] : [],
    )
    const fields = Object.entries(texts).flatMap(([name, text]) =>
      name.startsWith('factor ') ? [] : [`"${name}": ${text}`],
    )
    return `"${model}": {"mode": "chat", ${fields.join(', ')}, "provider_specific_entry": {${factors.join(', ')}}}`
  })
  return `{${entries.join(',\n')}}`
}

/** The factors that the upstream's word for its tier stands for. */
const FACTORS: Readonly<Record<string, readonly string[]>> = {
  fast: ['fast'],
  us: ['us'],
  'fast+us': ['fast', 'us'],
}

/** The bill in nano-USD, from the texts.
 * @param tier as price tables name it; empty for the standard one */
export function expectedBill(
  counts: Counts,
  texts: PriceTexts,
  terms: { claude: boolean; tier: string; multiplier: string },
): bigint {
  const { fresh, cached, written5m, written1h, answer, thought } = counts
  const rate = ratesIn(texts, terms, fresh + cached + written5m + written1h)
  const sum = [
    times(rate('input_cost_per_token'), fresh),
    times(rate('cache_read_input_token_cost'), cached),
    times(rate('cache_creation_input_token_cost'), written5m),
    times(rate('cache_creation_input_token_cost_above_1hr'), written1h),
    times(rate('output_cost_per_token'), answer),
    times(rate('output_cost_per_reasoning_token'), thought),
  ].reduce(plus)
  const [numerator, denominator] = product(product(sum, fraction(terms.multiplier)), [1_000_000_000n, 1n])
  const rest = numerator % denominator
  return numerator / denominator + (2n * rest >= denominator ? 1n : 0n)
}

type Fraction = readonly [numerator: bigint, denominator: bigint]

function ratesIn(texts: PriceTexts, { claude, tier }: { claude: boolean; tier: string }, prompt: number) {
  const told = (name: string): Fraction | null => (texts[name] === undefined ? null : fraction(texts[name]))
  const threshold = Object.keys(texts)
    .map((name) => Number(/_above_(\d+)k_tokens/.exec(name)?.[1] ?? 0))
    .filter((thousands) => thousands > 0 && prompt > thousands * 1_000)
  const long = threshold.length > 0 ? `_above_${String(Math.max(...threshold))}k_tokens` : ''
  const suffix = tier === '' ? '' : `_${tier}`

  /** Input and output: as told, else by both factors. */
  const main = (name: string): Fraction => {
    const base = told(name) ?? [0n, 1n]
    const exact = told(name + long + suffix)
    if (exact) return exact
    const factor = (variant: string): Fraction => over(told(name + variant) ?? base, base)
    const special = (FACTORS[tier] ?? []).map((word) => told(`factor ${word}`) ?? ONE)
    return [factor(long), factor(suffix), ...special].reduce(product, base)
  }
  const standard: Record<string, Fraction> = {
    cache_read_input_token_cost: claude ? [1n, 10n] : ONE,
    cache_creation_input_token_cost: claude ? [5n, 4n] : ONE,
    cache_creation_input_token_cost_above_1hr: claude ? [2n, 1n] : ONE,
  }
  const cache = (name: string): Fraction => {
    const exact = told(name + long + suffix)
    if (exact) return exact
    const input = told('input_cost_per_token') ?? ONE
    const oneWrite = !claude && name.endsWith('_above_1hr') ? told('cache_creation_input_token_cost') : null
    const ratio = over(told(name) ?? oneWrite ?? product(input, standard[name] ?? ONE), input)
    return product(main('input_cost_per_token'), ratio)
  }
  return (name: string): Fraction => {
    if (name.startsWith('cache')) return cache(name)
    if (name !== 'output_cost_per_reasoning_token') return main(name)
    const output = main('output_cost_per_token')
    const reasoning = told(name)
    return reasoning ? product(output, over(reasoning, told('output_cost_per_token') ?? ONE)) : output
  }
}

const ONE: Fraction = [1n, 1n]
const product = (a: Fraction, b: Fraction): Fraction => [a[0] * b[0], a[1] * b[1]]
const over = (a: Fraction, b: Fraction): Fraction => [a[0] * b[1], a[1] * b[0]]
const plus = (a: Fraction, b: Fraction): Fraction => [a[0] * b[1] + b[0] * a[1], a[1] * b[1]]
const times = (rate: Fraction, count: number): Fraction => [rate[0] * BigInt(count), rate[1]]

/** '1.25e-06' → 125 / 10^8. */
function fraction(text: string): Fraction {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e')
  const [whole = '', part = ''] = mantissa.split('.')
  const places = part.length - Number(exponent)
  const digits = BigInt(whole + part)
  return places >= 0 ? [digits, 10n ** BigInt(places)] : [digits * 10n ** BigInt(-places), 1n]
}
