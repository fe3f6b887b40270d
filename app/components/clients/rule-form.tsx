import { Form } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { FormActions, FormProblem, FormSection } from '#app/components/form-parts'
import { Field } from '#app/components/ui/field'
import { Input, Select } from '#app/components/ui/input'
import { SwitchField } from '#app/components/ui/switch'
import type { FormState, FormValues } from '#app/lib/form-state'
import { useFocusFirstProblem } from '#app/lib/use-focus-first-problem'
import { ACTIONS } from './rule-form-values'

interface RuleFormProps {
  initial: FormValues
  answer: FormState | undefined
  submitLabel: string
}

export function RuleForm({ initial, answer, submitLabel }: RuleFormProps) {
  const { t } = useTranslation('clients')
  const form = useFocusFirstProblem(answer)
  const values = answer?.values ?? initial
  const problems = answer?.problems ?? {}
  return (
    <Form ref={form} method="post" noValidate>
      <FormProblem state={answer} />
      <FormSection title={t('form.title')}>
        <Field
          name="clientName"
          label={t('rules.client')}
          hint={t('form.clientNameHint')}
          problem={problems.clientName}
          required
        >
          <Input dir="ltr" defaultValue={values.clientName} autoComplete="off" spellCheck={false} />
        </Field>
        <Field
          name="minVersion"
          label={t('rules.minVersion')}
          hint={t('form.minVersionHint')}
          problem={problems.minVersion}
          required
        >
          <Input dir="ltr" defaultValue={values.minVersion} autoComplete="off" spellCheck={false} />
        </Field>
        <Field name="action" label={t('rules.action')} problem={problems.action} required>
          <Select defaultValue={values.action}>
            {ACTIONS.map((action) => (
              <option key={action} value={action}>
                {t(`action.${action}`)}
              </option>
            ))}
          </Select>
        </Field>
        <SwitchField
          name="enabled"
          label={t('rules.enabled')}
          hint={t('form.enabledHint')}
          defaultChecked={values.enabled === 'on'}
        />
      </FormSection>
      <FormActions submitLabel={submitLabel} cancelTo="/clients" />
    </Form>
  )
}
