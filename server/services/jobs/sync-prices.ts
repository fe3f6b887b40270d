import type { PriceSync, PriceSyncPreview } from '../price-sync'
import type { JobWork } from './job-work'

/** Fetches the table of prices and tells what it would change. To do so is a step of its own, by the digest. */
export function createSyncPrices(options: {
  createSync: (signal: AbortSignal) => Pick<PriceSync, 'preview'>
}): JobWork {
  return async (_input, { signal, report }) => {
    report(0, 1)
    const preview = await options.createSync(signal).preview({ source: 'url' })
    report(1, 1)
    return toPlainJson(preview)
  }
}

/** JSON has no large integers; `fromPlainJson` makes them out of their text. */
const toPlainJson = (preview: PriceSyncPreview): unknown =>
  JSON.parse(
    JSON.stringify(preview, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
  )

type Changed = PriceSyncPreview['changed'][number]
type KeptChange = Omit<Changed['changes'][number], 'from' | 'to'> & Record<'from' | 'to', string | null>
type KeptPreview = Omit<PriceSyncPreview, 'changed'> & {
  changed: (Omit<Changed, 'changes'> & { changes: KeptChange[] })[]
}

/** @param kept what a finished job of this kind has as its result */
export function fromPlainJson(kept: unknown): PriceSyncPreview {
  // Written by the function above.
  const preview = kept as KeptPreview
  const rate = (text: string | null): bigint | null => (text === null ? null : BigInt(text))
  return {
    ...preview,
    changed: preview.changed.map((model) => ({
      ...model,
      changes: model.changes.map((change) => ({ ...change, from: rate(change.from), to: rate(change.to) })),
    })),
  }
}
