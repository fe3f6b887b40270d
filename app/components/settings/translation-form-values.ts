import { REPAIR_NAMES } from '#app/components/translation/repair-names'
import type { FormReader } from '#app/lib/form-reader'
import type { FormValues } from '#app/lib/form-state'
import type { SettingsUpdateInput, SettingsView } from '#server/trpc/schemas/settings'
import { unlessLocked, type LockedBy } from './locked-settings'

export const MAX_INSTRUCTIONS_LENGTH = 200_000

/** Name of a repair's checkbox, which is checked when the repair is made. */
export const repairField = (name: string): string => `repair.${name}`

export function translationFormValues(settings: SettingsView['values']): FormValues {
  const { translation, repairsOff, codexInstructions } = settings
  const values: FormValues = { codexInstructions }
  if (translation === 'on') values.translation = 'on'
  for (const name of REPAIR_NAMES) if (!repairsOff.includes(name)) values[repairField(name)] = 'on'
  return values
}

export const readTranslationSettings = (form: FormReader, lockedBy: LockedBy): SettingsUpdateInput => ({
  translation: unlessLocked(lockedBy, 'translation', () => (form.checked('translation') ? 'on' : 'off')),
  repairsOff: unlessLocked(lockedBy, 'repairsOff', () =>
    REPAIR_NAMES.filter((name) => !form.checked(repairField(name))),
  ),
  codexInstructions: unlessLocked(lockedBy, 'codexInstructions', () => readInstructions(form)),
})

/** To the letter, for providers compare them; only the line ends are those of a form.
 * @see https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#constructing-entry-list */
function readInstructions(form: FormReader): string {
  const text = (form.values.codexInstructions ?? '').replaceAll('\r\n', '\n')
  if (text.length > MAX_INSTRUCTIONS_LENGTH)
    form.reject('codexInstructions', { key: 'problem.tooLong', values: { max: MAX_INSTRUCTIONS_LENGTH } })
  return text.trim() === '' ? '' : text
}
