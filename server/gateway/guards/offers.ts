import type { Dialect } from '#server/domain/dialect'
import type { Offer } from '#server/domain/estimate-cost'
import { findPrice } from '#server/domain/find-price'
import { servedModelFor } from '#server/domain/selection'
import type { RuntimeProvider } from '#server/domain/provider'
import type { ConfigView } from '../exchange'

/** Names that clients make up must not make it grow. */
const MAX_REMEMBERED = 2_000

/** On what terms the providers would serve a model, the preferred ones first. Remembered for each configuration. */
export function createOffers(): (
  config: ConfigView,
  dialect: Dialect,
  model: string | null,
) => readonly Offer[] {
  let remembered = new Map<string, readonly Offer[]>()
  let of: ConfigView['prices'] | null = null
  let version = -1
  return (config, dialect, model) => {
    if (model === null) return []
    if (config.prices !== of || config.version !== version) {
      remembered = new Map()
      of = config.prices
      version = config.version
    }
    const name = `${dialect} ${model}`
    const known = remembered.get(name)
    if (known) return known
    const offers = config.providers
      .filter(({ enabled, weight }) => enabled && weight > 0)
      .toSorted((a, b) => rankOf(a, dialect) - rankOf(b, dialect))
      .flatMap((provider) => offerOf(config, provider, dialect, model))
    if (remembered.size >= MAX_REMEMBERED) remembered.clear()
    remembered.set(name, offers)
    return offers
  }
}

/** What one provider asks for a model. */
export function offerOf(
  config: ConfigView,
  provider: RuntimeProvider,
  client: Dialect,
  model: string,
): Offer[] {
  const found = findPrice(config.prices, servedModelFor(provider, client, model))
  return found ? [{ price: found.price, costMultiplier: provider.costMultiplier }] : []
}

const rankOf = ({ dialect, priority }: RuntimeProvider, client: Dialect): number =>
  (dialect === client ? 0 : 1_000_000) + priority
