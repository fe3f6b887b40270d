import type { ActionFunctionArgs } from '@remix-run/node'
import { formAgain, refusedForm } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import { createFormReader, type FormReader } from '#app/lib/form-reader'
import { editedRows } from '#app/lib/form-rows'
import { requireAdmin } from '#app/lib/require-admin.server'
import type { SettingsUpdateInput } from '#server/trpc/schemas/settings'
import { CATALOGUE } from './catalogue-form-values'
import type { LockedBy } from './locked-settings'

/** The action of a page of settings, which comes back to itself.
 * @param read the part of the settings that the page shows */
export async function saveSettings(
  args: ActionFunctionArgs,
  read: (form: FormReader, lockedBy: LockedBy) => SettingsUpdateInput,
) {
  const { settings } = requireAdmin(args)
  const form = createFormReader(await args.request.formData())
  const edited = editedRows(form.values, CATALOGUE)
  if (edited) return edited
  const { lockedBy } = await settings.get()
  const input = read(form, lockedBy)
  if (!form.valid) return formAgain(form)
  try {
    await settings.update(input)
    return await redirectWithFlash(new URL(args.request.url).pathname, 'done.settingsSaved')
  } catch (error) {
    return refusedForm(error, form)
  }
}
