import { useTranslation } from 'react-i18next'
import { Field } from '#app/components/ui/field'
import { Input } from '#app/components/ui/input'
import type { FormState, FormValues } from '#app/lib/form-state'
import { useFormat } from '#app/lib/use-format'
import type { SettingsView } from '#server/trpc/schemas/settings'
import { Lockable, shownValues, type SettingName } from './locked-settings'

type NumberSettingName = {
  [K in SettingName]: SettingsView['values'][K] extends number ? K : never
}[SettingName]

interface NumberSettingProps {
  name: NumberSettingName
  label: string
  hint: string
  settings: SettingsView
  answer: FormState | undefined
  initial: FormValues
}

/** The field of a setting that is a number, with its default in words. */
export function NumberSetting({ name, label, hint, settings, answer, initial }: NumberSettingProps) {
  const { t } = useTranslation('settings')
  const format = useFormat()
  const { defaults, lockedBy } = settings
  const value = format.number(defaults[name])
  const usual = name.endsWith('Ms')
    ? t('usualMs', { value, duration: format.duration(defaults[name]) })
    : t('usual', { value })
  const shown = shownValues(lockedBy, name, { initial, answer })
  return (
    <Lockable by={lockedBy[name]}>
      <Field name={name} label={label} hint={`${hint} ${usual}`} problem={answer?.problems[name]} required>
        <Input inputMode="numeric" defaultValue={shown[name]} autoComplete="off" />
      </Field>
    </Lockable>
  )
}
