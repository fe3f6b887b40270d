import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { modelPricesSchema, parseUsdPerMillion } from '#server/domain/price-rates'
import type { ModelPrices, RateKey, RateSet } from '#server/domain/price-rates'

/** Reads the data of `@pydantic/genai-prices`, which the package keeps to itself. Maintenance only: the hub never loads it. */

const tiered = z.object({
  base: z.number(),
  tiers: z.array(z.object({ start: z.number().int(), price: z.number() })),
})
const price = z.union([z.number(), tiered])
/** USD per million tokens by the names of that package; tiers begin above so many tokens. */
export const pricesSchema = z.record(z.string(), price.optional())
export type VendorPrices = z.output<typeof pricesSchema>
const conditional = z.object({
  constraint: z.looseObject({ type: z.string(), start_date: z.string().optional() }).optional(),
  prices: pricesSchema,
})
const modelSchema = z.object({
  id: z.string(),
  match: z.unknown(),
  prices: z.union([z.array(conditional), pricesSchema]),
})
const dataSchema = z.array(z.object({ id: z.string(), models: z.array(modelSchema) }))

/** Vendors of models; the others resell these. */
const VENDORS = new Set([
  'anthropic',
  'openai',
  'google',
  'x-ai',
  'deepseek',
  'moonshotai',
  'zai',
  'zhipuai',
  'minimax',
  'mistral',
  'cohere',
  'voyageai',
])

export interface VendorModel {
  names: string[]
  prices: ModelPrices
  /** The vendor charges other prices at other times of the day; these are those of the rest of the day. */
  byTimeOfDay: boolean
}

/** @param folder the unpacked package
 * @param asOf prices that begin later are left out */
export async function readGenaiPrices(folder: string, asOf: Date): Promise<VendorModel[]> {
  const data = dataSchema.parse(await loadData(folder))
  return data
    .filter(({ id }) => VENDORS.has(id))
    .flatMap(({ id, models }) => models.flatMap((model) => readModel(id, model, asOf) ?? []))
}

async function loadData(folder: string): Promise<unknown> {
  const source = readFileSync(join(folder, 'dist/index.js'), 'utf8')
  const name = /^const (\w+) = \[\s*\{\s*id: "/m.exec(source)?.[1]
  if (name === undefined) throw new Error('the package has another shape than 0.1.8')
  const copy = join(folder, 'dist/index-with-data.mjs')
  writeFileSync(copy, `${source}\nexport { ${name} as data }\n`)
  const loaded: unknown = await import(pathToFileURL(copy).href)
  rmSync(copy)
  return z.object({ data: z.unknown() }).parse(loaded).data
}

function readModel(vendor: string, model: z.output<typeof modelSchema>, asOf: Date): VendorModel | null {
  const names = [...new Set([model.id, ...namesIn(model.match)])].filter((name) => !NO_NAME.test(name))
  // Google resells Claude.
  if (vendor === 'google' && names.some((name) => name.includes('claude'))) return null
  const choices = Array.isArray(model.prices) ? model.prices : [{ prices: model.prices }]
  const inForce = choices
    .filter(({ constraint }) => constraint === undefined || constraint.type === 'start_date')
    .filter(({ constraint }) => new Date(constraint?.start_date ?? 0) <= asOf)
    .sort((a, b) => (a.constraint?.start_date ?? '').localeCompare(b.constraint?.start_date ?? ''))
    .at(-1)
  const prices = inForce && toModelPrices(inForce.prices)
  const byTimeOfDay = choices.some(({ constraint }) => constraint?.type === 'time_of_date')
  return prices ? { names, prices, byTimeOfDay } : null
}

/** The names that a rule matches whole, and the beginnings that are names: `claude-opus-4.5`, not `claude-sonnet-4-2025`. */
function namesIn(match: unknown): string[] {
  if (typeof match !== 'object' || match === null) return []
  if (Array.isArray(match)) return match.flatMap(namesIn)
  return Object.entries(match).flatMap(([key, value]: [string, unknown]) => {
    if ((key === 'equals' || key === 'starts_with') && typeof value === 'string') return [value]
    return key === 'or' ? namesIn(value) : []
  })
}

const NO_NAME = /\s|[^a-z\d]$|-20\d\d$/i

const KEYS: readonly (readonly [RateKey, string])[] = [
  ['input', 'input_mtok'],
  ['output', 'output_mtok'],
  ['cacheRead', 'cache_read_mtok'],
  ['cacheWrite5m', 'cache_write_mtok'],
  ['cacheWrite1h', 'cache_write_1h_mtok'],
  ['reasoning', 'output_reasoning_mtok'],
]

/** @returns null where tokens of text are not what is billed */
export function toModelPrices(told: VendorPrices): ModelPrices | null {
  if (told['input_mtok'] === undefined) return null
  const rates: RateSet = {}
  const long = new Map<number, RateSet>()
  for (const [key, name] of KEYS) {
    const value = told[name] ?? (key === 'output' ? 0 : undefined)
    if (value === undefined) continue
    rates[key] = pico(typeof value === 'number' ? value : value.base)
    if (typeof value === 'number') continue
    for (const { start, price: above } of value.tiers) {
      // 271999 is how the source writes OpenAI's ">272K"; xAI's 199999 is meant, the boundary is inclusive there.
      const aboveTokens = start === 271_999 ? 272_000 : start
      long.set(aboveTokens, { ...long.get(aboveTokens), [key]: pico(above) })
    }
  }
  return modelPricesSchema.parse({
    rates,
    long: [...long].map(([aboveTokens, set]) => ({ aboveTokens, rates: set })),
  })
}

const pico = (usdPerMillion: number): string => String(parseUsdPerMillion(String(usdPerMillion)))
