import { findPrice } from '#server/domain/find-price'
import type { Page } from '#server/domain/page'
import type { ModelPrices } from '#server/domain/price-rates'
import { listOrder } from '#server/domain/price-versions'
import type { PriceSource, PriceVersion, PriceVersionInForce } from '#server/domain/price-versions'
import type { ConfigSnapshot } from '#server/stores/config-snapshot'
import type { ModelPriceStore, PageRequest, UnpricedModel } from '#server/stores/interfaces'
import { StoreError } from '#server/stores/store-error'
import { ServiceError } from './service-error'

const UNPRICED_MS = 30 * 86_400_000
/** Clocks of people and of the hub differ. */
const PAST_SLACK_MS = 60_000

export interface PriceFilter {
  /** A part of the model's name, in any letter case. */
  search?: string | undefined
  source?: PriceSource | undefined
}

export interface PriceDetail {
  model: string
  /** Null when no version says a price now. */
  current: PriceVersionInForce | null
  /** All versions, the newest first. */
  history: PriceVersion[]
}

/** FR-022. Every write refreshes this process's snapshot before it returns. */
export interface PriceService {
  /** What is in force, by model. */
  list(filter: PriceFilter, page: PageRequest): Page<PriceVersionInForce>
  /** @throws ServiceError not_found */
  get(model: string): Promise<PriceDetail>
  /** A price by hand, over all other sources. @param validFrom now when absent
   * @throws ServiceError invalid (in the past), conflict (one begins then already) */
  override(input: { model: string; prices: ModelPrices; validFrom?: Date | undefined }): Promise<PriceDetail>
  /** From now on the other sources count again. @throws ServiceError not_found, conflict (there is none by hand) */
  endOverride(model: string): Promise<PriceDetail>
  /** Take back a version whose time has not come. @throws ServiceError not_found */
  cancel(id: string): Promise<void>
  /** Models of the last 30 days that were served without a price and still have none; bounded. */
  unpriced(): Promise<UnpricedModel[]>
}

export function createPriceService(options: {
  modelPrices: ModelPriceStore
  config: () => Pick<ConfigSnapshot, 'prices' | 'priceVersions'>
  onConfigChanged: () => Promise<void>
  nowMs: () => number
}): PriceService {
  const { modelPrices, config, onConfigChanged, nowMs } = options

  const get = async (model: string): Promise<PriceDetail> => {
    const history = await modelPrices.history(model)
    if (history.length === 0) throw ServiceError.notFound('price of a model', model)
    return {
      model,
      current: config().priceVersions.find((version) => version.model === model) ?? null,
      history,
    }
  }
  const add = async (model: string, prices: ModelPrices | null, validFrom: Date): Promise<PriceDetail> => {
    await modelPrices.add([{ model, source: 'manual', validFrom, prices }]).catch(refuseTwice)
    await onConfigChanged()
    return get(model)
  }

  return {
    list: (filter, page) => pageOf(config().priceVersions.filter(matching(filter)), page),
    get,
    async override({ model, prices, validFrom = new Date(nowMs()) }) {
      if (validFrom.getTime() < nowMs() - PAST_SLACK_MS)
        throw ServiceError.invalid([
          {
            path: 'validFrom',
            message: 'must not be in the past: what was billed stays as it is',
            rule: { code: 'inPast' },
          },
        ])
      return add(model, prices, validFrom)
    },
    async endOverride(model) {
      const { current } = await get(model)
      if (current?.source !== 'manual')
        throw ServiceError.conflict([{ path: 'model', message: 'has no price that was set by hand' }])
      return add(model, null, new Date(nowMs()))
    },
    async cancel(id) {
      if (!(await modelPrices.removePlanned(id))) throw ServiceError.notFound('planned price', id)
      await onConfigChanged()
    },
    async unpriced() {
      const models = await modelPrices.unpriced(new Date(nowMs() - UNPRICED_MS))
      return models.filter(({ model }) => findPrice(config().prices, model)?.fallback ?? true)
    },
  }
}

function matching({ search = '', source }: PriceFilter): (version: PriceVersionInForce) => boolean {
  const part = search.toLowerCase()
  return (version) =>
    version.model.toLowerCase().includes(part) && (source === undefined || version.source === source)
}

/** Names are the order, so a name is the cursor. */
function pageOf(
  versions: readonly PriceVersionInForce[],
  { limit, cursor }: PageRequest,
): Page<PriceVersionInForce> {
  const after =
    cursor === undefined ? versions : versions.filter(({ model }) => listOrder(model) > listOrder(cursor))
  const items = after.slice(0, limit)
  return { items, nextCursor: after.length > items.length ? (items.at(-1)?.model ?? null) : null }
}

function refuseTwice(error: unknown): never {
  if (!(error instanceof StoreError && error.code === 'conflict')) throw error
  throw ServiceError.conflict([
    {
      path: 'validFrom',
      message: 'is when another version of this price begins already',
      rule: { code: 'startTaken' },
    },
  ])
}
