import { bill } from '#server/domain/bill'
import { findPrice } from '#server/domain/find-price'
import type { FoundPrice } from '#server/domain/find-price'
import type { Authenticated, ConfigView, Guarded, Routed } from '../exchange'
import { ANSWERED_HERE } from './relayed'
import type { Outcome } from './ledger'

/** What a request is billed, for its row. */
export interface Charge {
  /** Null when nobody knows a price, or no provider had it. */
  costNanoUsd: bigint | null
  priceId: string | null
  costMultiplier: string | null
}

/** The outcome of a request that the hub's process did not live to see. */
export const HUB_STOPPED: Outcome = Object.freeze({
  ...ANSWERED_HERE,
  status: 500,
  errorCode: 'hub_stopped',
  interrupted: true,
})

const NOTHING: Charge = Object.freeze({ costNanoUsd: null, priceId: null, costMultiplier: null })

/** The bill of a request at the prices of now (design.md §7). One that was cut short is billed what is known of it; under a
 * strict budget all that it had reserved, because its provider may bill as much. */
export function chargeOf(
  exchange: Authenticated | Routed,
  outcome: Pick<Outcome, 'usage' | 'servedModel' | 'serviceTier' | 'interrupted'>,
  { prices, settings }: Pick<ConfigView, 'prices' | 'settings'>,
): Charge {
  if (!('provider' in exchange)) return NOTHING
  const found = priceOf(exchange.servedModel, outcome.servedModel, prices)
  if (!found) return NOTHING
  const { costMultiplier } = exchange.provider
  const { serviceTier, usage } = outcome
  const known = bill(usage, found.price, { costMultiplier, serviceTier })
  const costNanoUsd =
    outcome.interrupted && settings.budgetMode === 'strict' ? higher(known, exchange) : known
  return { costNanoUsd, priceId: found.price.id, costMultiplier }
}

/** By the name that was asked for upstream, or else by the one that it answered with. */
function priceOf(
  asked: string | null,
  answered: string | null,
  prices: ConfigView['prices'],
): FoundPrice | null {
  const byName = asked === null ? null : findPrice(prices, asked)
  if (byName && !byName.fallback) return byName
  const byAnswer = answered === null ? null : findPrice(prices, answered)
  return byAnswer && !byAnswer.fallback ? byAnswer : (byName ?? byAnswer)
}

const higher = (known: bigint, { reservedNanoUsd }: Guarded): bigint =>
  known > reservedNanoUsd ? known : reservedNanoUsd
