import type { FormReader } from '#app/lib/form-reader'
import { readRows, withRows } from '#app/lib/form-rows'
import type { FormValues } from '#app/lib/form-state'
import type { ModelRedirect, RedirectMatch } from '#server/domain/provider'

/** In the order they are offered. */
export const REDIRECT_MATCHES = [
  'exact',
  'prefix',
  'suffix',
  'contains',
  'pattern',
] as const satisfies RedirectMatch[]

/** The form's list of rules, named like the admin API's field, so that what the server says of a rule finds its row. */
export const REDIRECTS = 'modelRedirects'

export const redirectFormValues = (rules: ModelRedirect[]): FormValues =>
  withRows(
    {},
    REDIRECTS,
    rules.map((rule) => ({ ...rule })),
  )

/** Every row is a rule: what is not wanted is removed, not emptied. */
export const readRedirects = (form: FormReader): ModelRedirect[] =>
  readRows(form.values, REDIRECTS).map((_, at) => readRedirect(form, `${REDIRECTS}.${at}`))

/** @param path of the row, as `modelRedirects.2` */
export const readRedirect = (form: FormReader, path: string): ModelRedirect => ({
  match: form.choice(`${path}.match`, REDIRECT_MATCHES, 'exact'),
  from: form.text(`${path}.from`, { required: true, maxLength: 1000 }),
  to: form.text(`${path}.to`, { required: true }),
})
