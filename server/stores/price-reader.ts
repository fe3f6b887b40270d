import type { PriceVersionInForce } from '#server/domain/price-versions'
import type { ModelPriceStore } from './interfaces'

/** The prices of a snapshot. */
export interface PriceReading {
  readonly versions: readonly PriceVersionInForce[]
  /** When a version comes into force by itself, epoch milliseconds; Infinity when none waits. */
  readonly nextChangeMs: number
}

/** Reads what is in force for one snapshot after another. There are thousands of prices and they seldom change, so they
 * are read again only when one came or went, or when one that waited has come. */
export function createPriceReader(
  store: Pick<ModelPriceStore, 'mark' | 'inForce'>,
): (nowMs: number) => Promise<PriceReading> {
  let known: { mark: string; reading: PriceReading } | null = null

  return async (nowMs) => {
    // The mark first: a version that comes in between is then read again, never missed.
    const mark = await store.mark()
    if (known?.mark !== mark || nowMs >= known.reading.nextChangeMs) {
      const { versions, nextChangeAt } = await store.inForce(new Date(nowMs))
      known = { mark, reading: { versions, nextChangeMs: nextChangeAt?.getTime() ?? Infinity } }
    }
    return known.reading
  }
}
