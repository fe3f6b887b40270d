import { compilePrice } from './compile-price'
import type { Price } from './compile-price'
import { priceNames } from './price-names'
import type { ModelPrices } from './price-rates'

/** A version of a model's price that is in force. */
export interface PriceInForce {
  readonly id: string
  readonly model: string
  readonly prices: ModelPrices
}

export interface FoundPrice {
  readonly price: Price
  /** The model itself is unknown, and this is the price that the settings name for such. */
  readonly fallback: boolean
}

/** The prices in force at one time. */
export interface PriceBook {
  readonly byName: ReadonlyMap<string, PriceInForce>
  /** What was looked up before, compiled; bounded. */
  readonly found: Map<string, FoundPrice | null>
  /** Name of the model whose price counts for unknown ones; empty when none does. */
  readonly fallbackModel: string
}

/** Clients may send any name: what is remembered of them has an end. */
const MAX_REMEMBERED = 2_000

/** @param rows one a model */
export function createPriceBook(options: {
  rows: readonly PriceInForce[]
  fallbackModel: string
}): PriceBook {
  return {
    byName: new Map(options.rows.map((row) => [row.model.toLowerCase(), row])),
    found: new Map(),
    fallbackModel: options.fallbackModel,
  }
}

export const EMPTY_PRICE_BOOK: PriceBook = createPriceBook({ rows: [], fallbackModel: '' })

/** The price of a model by its name, or by the closest of the forms it is known by (price-names.ts).
 * @returns null when it is unknown, and no other's price counts for such */
export function findPrice(book: PriceBook, model: string): FoundPrice | null {
  const known = book.found.get(model)
  if (known !== undefined) return known
  const found = search(book, model, false) ?? search(book, book.fallbackModel, true)
  if (book.found.size >= MAX_REMEMBERED) book.found.clear()
  if (model.length <= 200) book.found.set(model, found)
  return found
}

function search({ byName }: PriceBook, model: string, fallback: boolean): FoundPrice | null {
  for (const name of priceNames(model)) {
    const row = byName.get(name)
    if (row) return { price: compilePrice(row), fallback }
  }
  return null
}
