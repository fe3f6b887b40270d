import type { FormReader } from '#app/lib/form-reader'
import type { PriceSyncInput, PriceSyncPreviewView } from '#server/trpc/schemas/price'

/** In characters; the admin API takes no more. */
const MAX_LENGTH = 8_000_000
export const SYNC_SOURCES = ['url', 'text'] as const satisfies PriceSyncInput['source'][]

/** @param file takes the place of the text, when one was chosen */
export async function readSyncForm(
  form: FormReader,
  file: FormDataEntryValue | null,
): Promise<PriceSyncInput> {
  const source = form.choice('source', SYNC_SOURCES, 'url')
  if (source === 'url') return { source }
  const chosen = file instanceof File && file.size > 0 ? await file.text() : null
  const text = chosen ?? form.values.text ?? ''
  if (text.trim() === '') form.reject('text', { key: 'problem.priceTable' })
  if (text.length > MAX_LENGTH) form.reject('file', { key: 'problem.tooLong', values: { max: MAX_LENGTH } })
  return { source, text }
}

/** The entries of a table that a preview is about: what is sent back to be applied need not be the whole of it. A vendor's
 * model can stand under two names (`xai/grok-4`, `grok-4`), and one tells whether the other counts. */
export function relevantEntries(text: string, { added, changed }: PriceSyncPreviewView): string {
  const table: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
  if (typeof table !== 'object' || table === null) return text
  const wanted = new Set([...added, ...changed].map(({ model }) => lastPart(model)))
  return JSON.stringify(
    Object.fromEntries(Object.entries(table).filter(([name]) => wanted.has(lastPart(name)))),
  )
}

const lastPart = (name: string): string => name.slice(name.lastIndexOf('/') + 1)
