import { readRedirect } from '#app/components/providers/redirect-form-values'
import { DIALECTS } from '#app/lib/dialects'
import type { FormReader } from '#app/lib/form-reader'
import { readRows, withRows } from '#app/lib/form-rows'
import type { FormValues } from '#app/lib/form-state'
import type { CatalogueRule } from '#server/domain/model-catalogue'
import type { SettingsUpdateInput } from '#server/trpc/schemas/settings'
import { unlessLocked, type LockedBy } from './locked-settings'

/** The form's list of rules, named like the setting, so that what the server says of a rule finds its row. */
export const CATALOGUE = 'modelCatalogue'

export const catalogueFormValues = (rules: readonly CatalogueRule[]): FormValues =>
  withRows(
    {},
    CATALOGUE,
    rules.map((rule) => ({ ...rule })),
  )

export const readCatalogue = (form: FormReader, lockedBy: LockedBy): SettingsUpdateInput => ({
  modelCatalogue: unlessLocked(lockedBy, CATALOGUE, () =>
    readRows(form.values, CATALOGUE).map((_, at) => ({
      dialect: form.choice(`${CATALOGUE}.${at}.dialect`, DIALECTS, 'claude'),
      ...readRedirect(form, `${CATALOGUE}.${at}`),
    })),
  ),
})
