import type { FormReader } from '#app/lib/form-reader'
import type { RedirectImportInput } from '#server/trpc/schemas/provider-redirects'

type Mode = NonNullable<RedirectImportInput['mode']>
export const IMPORT_MODES = ['append', 'replace'] as const satisfies Mode[]

/** In characters; the admin API takes no more. */
const MAX_LENGTH = 1_000_000

/** @param file takes the place of the text, when one was chosen */
export async function readImport(
  form: FormReader,
  file: FormDataEntryValue | null,
): Promise<Omit<RedirectImportInput, 'id'>> {
  const chosen = file instanceof File && file.size > 0 ? await file.text() : null
  const text = chosen ?? form.text('text', { maxLength: MAX_LENGTH })
  if (text.trim() === '') form.reject('text', { key: 'problem.importText' })
  if (text.length > MAX_LENGTH) form.reject('file', { key: 'problem.fileTooLarge' })
  return { text, format: formatOf(text), mode: form.choice('mode', IMPORT_MODES, 'append') }
}

/** No model's name begins like a JSON list or object. */
const formatOf = (text: string) => (/^\uFEFF?\s*[[{]/.test(text) ? 'json' : 'csv')
