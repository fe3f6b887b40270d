import { DIALECTS } from '#app/lib/dialects'
import { findJsonError } from '#app/lib/find-json-error'
import type { FormReader } from '#app/lib/form-reader'
import type { TranslateInput } from '#server/trpc/schemas/translate'

export const KINDS = ['request', 'response'] as const

/** As much as the admin API takes, and more than any client sends. */
const MAX_BODY_LENGTH = 1_000_000

export function readTranslateForm(form: FormReader): TranslateInput {
  form.text('body', { required: true, maxLength: MAX_BODY_LENGTH })
  return {
    dialect: form.choice('dialect', DIALECTS, 'claude'),
    kind: form.choice('kind', KINDS, 'request'),
    model: form.text('model', { maxLength: 500 }) || null,
    body: form.valid ? readBody(form) : {},
  }
}

function readBody(form: FormReader): Record<string, unknown> {
  // As it was typed: the place of an error is counted from its beginning.
  const text = form.values.body ?? ''
  const place = findJsonError(text)
  if (place) {
    form.reject('body', { key: 'problem.json', values: place })
    return {}
  }
  const body: unknown = JSON.parse(text)
  if (isObject(body)) return body
  form.reject('body', { key: 'problem.jsonObject' })
  return {}
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
