import { compilePrice } from '#server/domain/compile-price'
import { itemizeBill } from '#server/domain/itemize-bill'
import type { ItemizedBill } from '#server/domain/itemize-bill'
import type { PriceVersionInForce } from '#server/domain/price-versions'
import type { Stores } from '#server/stores/interfaces'
import { ServiceError } from './service-error'

/** How a request came to its cost. */
export interface ItemizedCost extends ItemizedBill {
  /** The version that was billed. */
  price: PriceVersionInForce
  costMultiplier: string
  /** As the row has it. It is more than the bill where attempts of other providers are paid too, or where a request that was
   * cut off is charged what it had reserved. */
  billedNanoUsd: bigint
}

/** @returns null for a request that nobody knew a price for
 * @throws ServiceError not_found */
export type ItemizeCost = (requestId: string) => Promise<ItemizedCost | null>

export function createItemizeCost({
  stores,
}: {
  stores: Pick<Stores, 'requestLogs' | 'modelPrices'>
}): ItemizeCost {
  return async (requestId) => {
    const entry = await stores.requestLogs.get(requestId)
    if (!entry) throw ServiceError.notFound('request', requestId)
    const { usage, priceId, costNanoUsd, serviceTier } = entry
    const costMultiplier = entry.costMultiplier ?? '1'
    const version = priceId === null ? null : await stores.modelPrices.get(priceId)
    if (costNanoUsd === null || !version?.prices) return null
    const price = { ...version, prices: version.prices }
    const bill = itemizeBill(usage, compilePrice(price), { costMultiplier, serviceTier })
    return { ...bill, price, costMultiplier, billedNanoUsd: costNanoUsd }
  }
}
