import { Form } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { FormActions, FormProblem, FormSection } from '#app/components/form-parts'
import { Field } from '#app/components/ui/field'
import { Input } from '#app/components/ui/input'
import type { FormState } from '#app/lib/form-state'
import { useFocusFirstProblem } from '#app/lib/use-focus-first-problem'
import type { SettingsView } from '#server/trpc/schemas/settings'
import { Lockable, shownValues } from './locked-settings'
import { priceSettingValues } from './price-form-values'

const FIELDS = ['fallbackPriceModel', 'priceSyncUrl'] as const

export function PriceSettingsForm({
  settings: { values, lockedBy },
  answer,
}: {
  settings: SettingsView
  answer: FormState | undefined
}) {
  const { t } = useTranslation(['prices', 'common'])
  const form = useFocusFirstProblem(answer)
  const initial = priceSettingValues(values)
  return (
    <Form ref={form} method="post" noValidate>
      <FormProblem state={answer} />
      {FIELDS.map((name) => (
        <FormSection key={name} title={t(`prices:settings.${name}.title`)}>
          <Lockable by={lockedBy[name]}>
            <Field
              name={name}
              label={t(`prices:settings.${name}.label`)}
              hint={t(`prices:settings.${name}.hint`)}
              problem={answer?.problems[name]}
              required={name === 'priceSyncUrl'}
            >
              <Input
                dir="ltr"
                defaultValue={shownValues(lockedBy, name, { initial, answer })[name]}
                autoComplete="off"
                spellCheck={false}
              />
            </Field>
          </Lockable>
        </FormSection>
      ))}
      <FormActions submitLabel={t('common:actions.save')} />
    </Form>
  )
}
