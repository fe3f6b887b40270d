import { parseDecimal, parseUsdPerToken, roundHalfUp } from './price-rates'
import type { LongRates, ModelPrices, RateKey, RateSet } from './price-rates'

/** What a table in LiteLLM's form says.
 * @see https://github.com/BerriAI/litellm/blob/main/model_prices_and_context_window.json */
export interface PriceTable {
  /** One a model, in the table's order. */
  entries: { model: string; prices: ModelPrices }[]
  /** Entries that say a price per token which is none, and which field it is. */
  malformed: { model: string; problem: string }[]
  /** Entries that are billed by something else than tokens: images, characters, seconds, pages. */
  skipped: number
}

/** Kinds of models that bill tokens; an entry that names no kind is looked at. */
const MODES = new Set<unknown>(['chat', 'responses', 'completion', 'embedding', undefined])

/** Vendors whose own models stand under `vendor/` in the table, while their clients name them without it. */
const FIRST_PARTIES =
  /^(?:xai|deepseek|mistral|codestral|moonshot|dashscope|zai|minimax|gemini|cohere|volcengine|perplexity|voyage)\//

const MAX_NAME_LENGTH = 200
/** A dollar a token. Nothing costs so much, and a table that says so holds a mistake. */
const MAX_RATE = 10n ** 12n

/** @param table parsed JSON: an object of entries by model
 * @returns null when it is no such object */
export function readPriceTable(table: unknown): PriceTable | null {
  if (!isObject(table)) return null
  const result: PriceTable = { entries: [], malformed: [], skipped: 0 }
  const names = new Set(Object.keys(table))
  for (const [model, entry] of Object.entries(table)) {
    // It explains the fields in words.
    if (model === 'sample_spec') continue
    const read = readEntry(model, entry)
    if (read === null) result.skipped += 1
    else if (typeof read === 'string') result.malformed.push({ model: model.slice(0, 200), problem: read })
    else {
      result.entries.push({ model, prices: read })
      const bare = model.replace(FIRST_PARTIES, '')
      if (names.has(bare)) continue
      names.add(bare)
      result.entries.push({ model: bare, prices: read })
    }
  }
  return result
}

/** @returns the prices; null when tokens are not what is billed; a text that says what is wrong */
function readEntry(model: string, entry: unknown): ModelPrices | string | null {
  if (!isObject(entry)) return 'is no object'
  if (!MODES.has(entry.mode)) return null
  if (model.trim() !== model || model === '' || model.length > MAX_NAME_LENGTH)
    return 'has a name that is none'
  const ranges = readRanges(entry)
  const fields = ranges ?? Object.entries(entry).flatMap(([name, value]) => readField(name, value) ?? [])
  const bad = fields.find(({ rate }) => rate === null)
  if (bad) return `${bad.name} is no price`
  const prices = gather(fields, entry.mode === 'embedding')
  return prices && withFactors(prices, entry.provider_specific_entry)
}

interface Field {
  name: string
  key: RateKey
  aboveTokens: number
  /** Empty for the standard one. */
  tier: string
  /** Pico-USD per token; null when the table's value is no price. */
  rate: bigint | null
}

const FIELD =
  /^(input_cost_per_token|output_cost_per_token|cache_read_input_token_cost|cache_creation_input_token_cost|output_cost_per_reasoning_token)(_above_1hr)?(?:_above_(\d{1,6})k_tokens)?(?:_(priority|flex|fast|ultrafast))?$/
const KEYS: Readonly<Record<string, RateKey>> = {
  input_cost_per_token: 'input',
  output_cost_per_token: 'output',
  cache_read_input_token_cost: 'cacheRead',
  cache_creation_input_token_cost: 'cacheWrite5m',
  cache_creation_input_token_cost_above_1hr: 'cacheWrite1h',
  output_cost_per_reasoning_token: 'reasoning',
}

function readField(name: string, value: unknown): Field | null {
  const match = FIELD.exec(name)
  if (!match || value === null) return null
  const [, base = '', hour = '', thousands, tier = ''] = match
  const key = KEYS[base + hour]
  return key ? { name, key, aboveTokens: Number(thousands ?? 0) * 1_000, tier, rate: readRate(value) } : null
}

function readRate(value: unknown): bigint | null {
  const rate = typeof value === 'number' ? parseUsdPerToken(String(value)) : null
  return rate !== null && rate <= MAX_RATE ? rate : null
}

/** The other form of prices by length: a list of {range: [from, to], input_cost_per_token, …}, and none outside it. */
function readRanges({ tiered_pricing: tiers, input_cost_per_token: input }: Entry): Field[] | null {
  if (!Array.isArray(tiers) || input !== undefined) return null
  return tiers.filter(isObject).flatMap(({ range, ...rates }) => {
    const from: unknown = Array.isArray(range) ? range[0] : undefined
    if (typeof from !== 'number' || !(from >= 0)) return []
    const fields = Object.entries(rates).flatMap(([name, value]) => readField(name, value) ?? [])
    return fields.map((field) => ({ ...field, aboveTokens: Math.floor(from) }))
  })
}

function gather(fields: readonly Field[], freeOutput: boolean): ModelPrices | null {
  const { rates, tiers } = gatherLength(fields.filter(({ aboveTokens }) => aboveTokens === 0))
  const { input, output = freeOutput ? '0' : undefined } = rates
  if (input === undefined || output === undefined) return null
  const lengths = [...new Set(fields.map(({ aboveTokens }) => aboveTokens))].filter((length) => length > 0)
  const long = lengths
    .sort((a, b) => a - b)
    .map((aboveTokens): LongRates => ({
      aboveTokens,
      ...gatherLength(fields.filter((field) => field.aboveTokens === aboveTokens)),
    }))
  return { rates: { ...rates, input, output }, tiers, long }
}

function gatherLength(fields: readonly Field[]): { rates: RateSet; tiers: Record<string, RateSet> } {
  const rates: RateSet = {}
  const tiers: Record<string, RateSet> = {}
  for (const { key, tier, rate } of fields) {
    const set = tier === '' ? rates : (tiers[tier] ??= {})
    set[key] = String(rate ?? 0n)
  }
  return { rates, tiers }
}

/** Anthropic's factors on everything: `{"fast": 6.0, "us": 1.1}`. Together they multiply.
 * @see https://platform.claude.com/docs/en/build-with-claude/fast-mode#pricing */
function withFactors(prices: ModelPrices, told: unknown): ModelPrices {
  if (!isObject(told)) return prices
  const { fast, us } = told
  const both = typeof fast === 'number' && typeof us === 'number' ? [fast, us] : []
  const factors: [string, number[]][] = [
    ['fast', typeof fast === 'number' ? [fast] : []],
    ['us', typeof us === 'number' ? [us] : []],
    ['fast+us', both],
  ]
  const tiers = factors.flatMap(([tier, by]) => {
    const input = times(prices.rates.input, by)
    const output = times(prices.rates.output, by)
    return by.length > 0 && input !== null && output !== null ? [[tier, { input, output }] as const] : []
  })
  return { ...prices, tiers: { ...prices.tiers, ...Object.fromEntries(tiers) } }
}

function times(rate: string, factors: readonly number[]): string | null {
  let product = BigInt(rate)
  for (const factor of factors) {
    const millionths = parseDecimal(String(factor), 6)
    if (millionths === null || millionths === 0n || millionths > 100_000_000n) return null
    product = roundHalfUp(product * millionths, 1_000_000n)
  }
  return product.toString()
}

type Entry = Record<string, unknown>
const isObject = (value: unknown): value is Entry =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
