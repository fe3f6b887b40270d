import type { FormReader } from '#app/lib/form-reader'
import type { FormValues } from '#app/lib/form-state'
import type { SensitiveWordView } from '#server/trpc/schemas/sensitive-word'

export const MATCHES = ['contains', 'exact', 'regex'] as const

export const NEW_WORD: FormValues = { match: 'contains', enabled: 'on' }

export const wordFormValues = (word: SensitiveWordView): FormValues => ({
  pattern: word.pattern,
  match: word.match,
  note: word.note,
  ...(word.caseSensitive && { caseSensitive: 'on' }),
  ...(word.enabled && { enabled: 'on' }),
})

export const readWordForm = (form: FormReader) => ({
  pattern: form.text('pattern', { required: true, maxLength: 500 }),
  match: form.choice('match', MATCHES, 'contains'),
  caseSensitive: form.checked('caseSensitive'),
  enabled: form.checked('enabled'),
  note: form.text('note', { maxLength: 2_000 }),
})
