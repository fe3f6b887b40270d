import { createHash } from 'node:crypto'
import { breach } from '#server/domain/broken-rule'
import { comparePrices } from '#server/domain/compare-prices'
import type { RateChange } from '#server/domain/compare-prices'
import type { ModelPrices } from '#server/domain/price-rates'
import { versionsInForce } from '#server/domain/price-versions'
import { readPriceTable } from '#server/domain/read-price-table'
import type { PriceTable } from '#server/domain/read-price-table'
import type { ModelPriceStore } from '#server/stores/interfaces'
import type { FetchPriceTable } from './fetch-price-table'
import { ServiceError } from './service-error'

/** The table at the address of the settings, or one as text. */
export type PriceSyncInput = { source: 'url' } | { source: 'text'; text: string }

export interface PriceSyncPreview {
  /** Stands for exactly these changes. */
  digest: string
  added: { model: string; prices: ModelPrices }[]
  /** `overridden`: a price set by hand stays in force over it. */
  changed: { model: string; overridden: boolean; changes: RateChange[] }[]
  unchanged: number
  /** Entries that bill something else than tokens. */
  skipped: number
  malformed: PriceTable['malformed']
}

/** FR-022: prices from a table in LiteLLM's form. Models that the table does not have keep their prices. */
export interface PriceSync {
  /** Changes nothing. @throws ServiceError invalid (no table, or the address cannot be read) */
  preview(input: PriceSyncInput): Promise<PriceSyncPreview>
  /** Keep what was previewed, from now on.
   * @throws ServiceError invalid, conflict (the table or the prices have changed since) */
  apply(input: PriceSyncInput & { digest: string }): Promise<{ added: number; changed: number }>
}

export function createPriceSync(options: {
  modelPrices: Pick<ModelPriceStore, 'inForce' | 'add'>
  /** @throws ServiceError invalid */
  fetchTable: FetchPriceTable
  url: () => string
  onConfigChanged: () => Promise<void>
  nowMs: () => number
}): PriceSync {
  const { modelPrices, fetchTable, url, onConfigChanged, nowMs } = options

  const plan = async (input: PriceSyncInput): Promise<Plan> => {
    const [path, text] =
      input.source === 'url'
        ? (['source', await fetchTable(url())] as const)
        : (['text', input.text] as const)
    const { newest, versions } = await modelPrices.inForce(new Date(nowMs()))
    const manual = new Set(versions.filter(({ source }) => source === 'manual').map(({ model }) => model))
    const beneath = versionsInForce(newest.filter(({ source }) => source !== 'manual'))
    return makePlan(
      readTable(text, path),
      new Map(beneath.map(({ model, prices }) => [model, prices])),
      manual,
    )
  }

  return {
    preview: async (input) => (await plan(input)).preview,
    async apply({ digest, ...input }) {
      const { preview, versions } = await plan(input)
      if (preview.digest !== digest)
        throw ServiceError.conflict([
          {
            path: '',
            message: 'the table or the prices have changed since: look at them again',
            rule: { code: 'changedSince' },
          },
        ])
      const validFrom = new Date(nowMs())
      if (versions.length > 0)
        await modelPrices.add(versions.map((version) => ({ ...version, source: 'litellm', validFrom })))
      await onConfigChanged()
      return { added: preview.added.length, changed: preview.changed.length }
    },
  }
}

interface Plan {
  preview: PriceSyncPreview
  versions: { model: string; prices: ModelPrices }[]
}

function makePlan(
  table: PriceTable,
  beneath: ReadonlyMap<string, ModelPrices>,
  manual: ReadonlySet<string>,
): Plan {
  const { entries, malformed, skipped } = table
  const added: PriceSyncPreview['added'] = []
  const changed: PriceSyncPreview['changed'] = []
  const versions: Plan['versions'] = []
  for (const { model, prices } of entries) {
    const known = beneath.get(model)
    const changes = known ? comparePrices(known, prices) : []
    if (!known) added.push({ model, prices })
    else if (changes.length > 0) changed.push({ model, overridden: manual.has(model), changes })
    else continue
    versions.push({ model, prices })
  }
  // What it was before is a part of it: the same new prices over others are another change.
  const before = versions.map(({ model }) => beneath.get(model) ?? null)
  const digest = createHash('sha256')
    .update(JSON.stringify([versions, before]))
    .digest('hex')
  const unchanged = entries.length - versions.length
  return { preview: { digest, added, changed, unchanged, skipped, malformed }, versions }
}

/** @throws ServiceError invalid */
function readTable(text: string, path: string): PriceTable {
  const table = readPriceTable(parseJson(text))
  if (table && table.entries.length + table.malformed.length + table.skipped > 0) return table
  throw ServiceError.invalid([
    { path, ...breach('noPriceTable', 'is no table of prices: a JSON object of models') },
  ])
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return null
  }
}
