import { z } from 'zod'
import { percentChange } from '#server/domain/compare-prices'
import { compilePrice } from '#server/domain/compile-price'
import type { Rates } from '#server/domain/compile-price'
import { formatUsdPerMillion, parseUsdPerMillion, RATE_KEYS } from '#server/domain/price-rates'
import type { ModelPrices, RateKey, RateSet } from '#server/domain/price-rates'
import { PRICE_SOURCES } from '#server/domain/price-versions'
import type { PriceVersion, PriceVersionInForce } from '#server/domain/price-versions'
import type { PriceDetail } from '#server/services/price-service'
import type { PriceSyncPreview } from '#server/services/price-sync'
import { exact, filterText, isoTime, pageFields, required, time, toIso } from './fields'

/** Outside, prices are USD per million tokens, as vendors print them: decimal strings of at most six decimals. */

const MAX_USD_PER_MILLION = 1_000_000n * 1_000_000n

const rate = z
  .union([z.number(), z.string().trim()], { error: required })
  .refine((value) => isRate(String(value)), {
    error: 'must be USD per million tokens, 0 to 1000000, with at most six decimals',
  })
  .transform((value) => String(parseUsdPerMillion(String(value))))

const isRate = (text: string): boolean =>
  /^\d{1,7}(?:\.\d{1,6})?$/.test(text) && (parseUsdPerMillion(text) ?? Infinity) <= MAX_USD_PER_MILLION

const rateFields = {
  input: rate.optional(),
  output: rate.optional(),
  cacheRead: rate.optional(),
  cacheWrite5m: rate.optional(),
  cacheWrite1h: rate.optional(),
  reasoning: rate.optional(),
}
const rateSet = z.strictObject(rateFields)
const tiers = z
  .record(z.string().trim().min(1).max(40), rateSet)
  .default({})
  .meta({ description: 'By service tier: priority, flex; for Claude also fast, us and fast+us' })

export const pricesInput = z.strictObject({
  rates: z
    .strictObject({ ...rateFields, input: rate, output: rate })
    .meta({ description: 'USD per million tokens; what is left out is derived' }),
  tiers,
  long: z
    .array(
      z.strictObject({
        aboveTokens: exact(z.number({ error: required }).int().min(1).max(100_000_000)),
        rates: rateSet,
        tiers,
      }),
    )
    .max(8)
    .default([])
    .meta({ description: 'For requests whose whole prompt is longer than `aboveTokens`' }),
})

const model = z.string({ error: required }).trim().min(1, 'must not be empty').max(200)
export const priceModelInput = z.object({ model })

export const priceListInput = z.object({
  search: filterText.optional().meta({ description: "A part of the model's name" }),
  source: z
    .union([z.enum(PRICE_SOURCES), z.literal('').transform(() => undefined)])
    .optional()
    .meta({ description: 'manual, litellm or seed' }),
  ...pageFields,
})

export const priceOverrideInput = z.object({
  model,
  prices: pricesInput,
  validFrom: time.optional().meta({ description: 'From when on it counts; now when absent' }),
})
export type PriceOverrideInput = z.input<typeof priceOverrideInput>

/** In characters: LiteLLM's table had 1.6 million in 2026. */
export const MAX_TABLE_LENGTH = 8_000_000
const syncFields = {
  source: z.enum(['url', 'text']).meta({ description: 'url: the address in the settings; text: `text`' }),
  text: z
    .string()
    .max(MAX_TABLE_LENGTH)
    .optional()
    .meta({ description: "A table in LiteLLM's form, as JSON" }),
}
export const priceSyncInput = z.object(syncFields)
export type PriceSyncInput = z.input<typeof priceSyncInput>
export const priceSyncApplyInput = z.object({
  ...syncFields,
  digest: z.string({ error: required }).min(1).max(100).meta({ description: 'Of the preview' }),
})
export const toSyncInput = ({ source, text = '' }: PriceSyncInput) =>
  source === 'url' ? { source } : { source, text }

const rateView = z.string().meta({ description: 'USD per million tokens' })
const rateSetView = z.object({
  input: rateView.optional(),
  output: rateView.optional(),
  cacheRead: rateView.optional(),
  cacheWrite5m: rateView.optional(),
  cacheWrite1h: rateView.optional(),
  reasoning: rateView.optional(),
})
const pricesView = z.object({
  rates: rateSetView,
  tiers: z.record(z.string(), rateSetView),
  long: z.array(
    z.object({ aboveTokens: z.number(), rates: rateSetView, tiers: z.record(z.string(), rateSetView) }),
  ),
})
export type PricesView = z.output<typeof pricesView>
export type RateSetView = z.output<typeof rateSetView>

export const priceVersionView = z
  .object({
    id: z.string(),
    model: z.string(),
    source: z.enum(PRICE_SOURCES),
    validFrom: isoTime,
    createdAt: isoTime,
    prices: pricesView.nullable().meta({ description: 'As they were told; null ends what this source said' }),
  })
  .meta({ id: 'PriceVersion' })
export type PriceVersionView = z.output<typeof priceVersionView>

export const priceView = priceVersionView
  .extend({
    prices: pricesView,
    billed: z
      .array(
        z.object({
          tier: z.string().meta({ description: 'Empty for the standard one' }),
          aboveTokens: z.number().meta({ description: 'Of long prompts; 0 for all others' }),
          rates: rateSetView.required(),
          derived: z.array(z.enum(RATE_KEYS)).meta({ description: 'Rates that the table does not tell' }),
        }),
      )
      .meta({ description: 'What is billed, every rate of it; the first is the standard tier' }),
  })
  .meta({ id: 'Price' })
export type PriceView = z.output<typeof priceView>

export const priceDetailView = z.object({
  model: z.string(),
  current: priceView.nullable(),
  history: z.array(priceVersionView).meta({ description: 'The newest first' }),
})
export type PriceDetailView = z.output<typeof priceDetailView>

export const unpricedView = z.object({
  items: z.array(z.object({ model: z.string(), requests: z.number(), lastAt: isoTime })),
})

export const priceSyncPreviewView = z.object({
  digest: z.string().meta({ description: 'Apply takes it, and does exactly this' }),
  added: z.array(z.object({ model: z.string(), prices: pricesView })),
  changed: z.array(
    z.object({
      model: z.string(),
      overridden: z.boolean().meta({ description: 'A price set by hand stays in force' }),
      changes: z.array(
        z.object({
          rate: z.enum(RATE_KEYS),
          tier: z.string().meta({ description: 'Empty for the standard one' }),
          aboveTokens: z.number().meta({ description: 'Of long prompts; 0 for all others' }),
          from: rateView.nullable(),
          to: rateView.nullable(),
          percent: z.number().nullable(),
        }),
      ),
    }),
  ),
  unchanged: z.number(),
  skipped: z.number().meta({ description: 'Entries that do not bill tokens' }),
  malformed: z.array(z.object({ model: z.string(), problem: z.string() })),
})
export type PriceSyncPreviewView = z.output<typeof priceSyncPreviewView>

export const priceSyncView = z.object({ added: z.number(), changed: z.number() })

const shown = (set: RateSet): RateSetView =>
  Object.fromEntries(
    RATE_KEYS.flatMap((key) =>
      set[key] === undefined ? [] : [[key, formatUsdPerMillion(BigInt(set[key]))]],
    ),
  )
const shownTiers = (sets: ModelPrices['tiers']) =>
  Object.fromEntries(Object.entries(sets).map(([tier, set]) => [tier, shown(set)]))

const toPricesView = ({ rates, tiers: byTier, long }: ModelPrices): PricesView => ({
  rates: shown(rates),
  tiers: shownTiers(byTier),
  long: long.map((length) => ({
    aboveTokens: length.aboveTokens,
    rates: shown(length.rates),
    tiers: shownTiers(length.tiers),
  })),
})

export function toPriceVersionView(version: PriceVersion): PriceVersionView {
  const { id, source, validFrom, createdAt, prices } = version
  const times = { validFrom: toIso(validFrom), createdAt: toIso(createdAt) }
  return { id, model: version.model, source, ...times, prices: prices && toPricesView(prices) }
}

export function toPriceView(version: PriceVersionInForce): PriceView {
  const { standard, tiers: byTier } = compilePrice(version)
  const tables = [['', standard] as const, ...byTier]
  return {
    ...toPriceVersionView(version),
    prices: toPricesView(version.prices),
    billed: tables.flatMap(([tier, { short, long }]) =>
      [{ aboveTokens: 0, rates: short }, ...long.toReversed()].map(({ aboveTokens, rates }) => ({
        tier,
        aboveTokens,
        rates: allShown(rates),
        derived: RATE_KEYS.filter((key) => !isTold(version.prices, { tier, aboveTokens, key })),
      })),
    ),
  }
}

function isTold(prices: ModelPrices, at: { tier: string; aboveTokens: number; key: RateKey }): boolean {
  const length =
    at.aboveTokens === 0 ? prices : prices.long.find(({ aboveTokens }) => aboveTokens === at.aboveTokens)
  const set = at.tier === '' ? length?.rates : length?.tiers[at.tier]
  return set?.[at.key] !== undefined
}

function allShown(rates: Rates): Record<RateKey, string> {
  const usd = (key: RateKey) => formatUsdPerMillion(rates[key])
  return {
    input: usd('input'),
    output: usd('output'),
    cacheRead: usd('cacheRead'),
    cacheWrite5m: usd('cacheWrite5m'),
    cacheWrite1h: usd('cacheWrite1h'),
    reasoning: usd('reasoning'),
  }
}

export const toPriceDetailView = ({ model: name, current, history }: PriceDetail): PriceDetailView => ({
  model: name,
  current: current && toPriceView(current),
  history: history.map(toPriceVersionView),
})

export const toSyncPreviewView = (preview: PriceSyncPreview): PriceSyncPreviewView => ({
  ...preview,
  added: preview.added.map(({ model: name, prices }) => ({ model: name, prices: toPricesView(prices) })),
  changed: preview.changed.map(({ model: name, overridden, changes }) => ({
    model: name,
    overridden,
    changes: changes.map(({ key, tier, aboveTokens, from, to }) => ({
      rate: key,
      tier,
      aboveTokens,
      from: from === null ? null : formatUsdPerMillion(from),
      to: to === null ? null : formatUsdPerMillion(to),
      percent: percentChange({ from, to }),
    })),
  })),
})
