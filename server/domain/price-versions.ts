import { z } from 'zod'
import { modelPricesSchema } from './price-rates'
import type { ModelPrices } from './price-rates'

/** Where a price comes from; the first one that has something to say of a model counts. */
export const PRICE_SOURCES = ['manual', 'litellm', 'seed'] as const
export type PriceSource = (typeof PRICE_SOURCES)[number]

/** FR-022. A version of a model's price: it counts from `validFrom` on, until a later one of its source does. */
export interface PriceVersion {
  id: string
  model: string
  source: PriceSource
  validFrom: Date
  /** Null ends what this source said before: the next source counts again. */
  prices: ModelPrices | null
  createdAt: Date
}
export type NewPriceVersion = Pick<PriceVersion, 'model' | 'source' | 'validFrom' | 'prices'>

/** A version that is in force: it says a price. */
export type PriceVersionInForce = PriceVersion & { prices: ModelPrices }

/** As it is stored. An end is an object too, so that the column is never null. */
export const storedPrices = z.union([
  modelPricesSchema,
  z.strictObject({ ended: z.literal(true) }).transform(() => null),
])

/** The versions that count, one a model at most.
 * @param newest the newest version of each model and source whose time has come, in any order */
export function versionsInForce(newest: readonly PriceVersion[]): PriceVersionInForce[] {
  const best = new Map<string, PriceVersionInForce>()
  for (const version of newest) {
    const known = best.get(version.model)
    if (version.prices === null || (known && rankOf(known) <= rankOf(version))) continue
    best.set(version.model, { ...version, prices: version.prices })
  }
  return [...best.values()]
}

/** The order of lists: by name, whatever the letter case. Compare it as text. */
export const listOrder = (model: string): string => `${model.toLowerCase()} ${model}`

const rankOf = ({ source }: PriceVersion): number => PRICE_SOURCES.indexOf(source)
