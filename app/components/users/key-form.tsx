import { Form } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { FieldRow, FormActions, FormProblem, FormSection } from '#app/components/form-parts'
import { Field } from '#app/components/ui/field'
import { Input, Select } from '#app/components/ui/input'
import type { FormState, FormValues } from '#app/lib/form-state'
import { useFocusFirstProblem } from '#app/lib/use-focus-first-problem'
import { KEY_SCOPES } from './key-form-values'
import { LimitFields } from './limit-fields'

interface KeyFormProps {
  initial: FormValues
  answer: FormState | undefined
  submitLabel: string
  cancelTo: string
  /** For a user's own key, whose group is that of the key it is made with. */
  own?: boolean
}

export function KeyForm({ initial, answer, submitLabel, cancelTo, own = false }: KeyFormProps) {
  const { t } = useTranslation('users')
  const form = useFocusFirstProblem(answer)
  const values = answer?.values ?? initial
  const problems = answer?.problems ?? {}
  return (
    <Form ref={form} method="post" noValidate>
      <FormProblem state={answer} />
      <FormSection title={t('keys.form.identity')} text={t('keys.form.identityText')}>
        <Field
          name="name"
          label={t('form.name')}
          hint={t('keys.form.nameHint')}
          problem={problems.name}
          required
        >
          <Input defaultValue={values.name} maxLength={100} autoComplete="off" />
        </Field>
        <FieldRow>
          <Field
            name="scope"
            label={t('keys.form.scope')}
            hint={t('keys.form.scopeHint')}
            problem={problems.scope}
            required
          >
            <Select defaultValue={values.scope}>
              {KEY_SCOPES.map((scope) => (
                <option key={scope} value={scope}>
                  {t(`keys.scope.${scope}`)}
                </option>
              ))}
            </Select>
          </Field>
          <Field
            name="expiresAt"
            label={t('form.expiresAt')}
            hint={t('form.expiresAtHint')}
            problem={problems.expiresAt}
          >
            <Input type="date" defaultValue={values.expiresAt} />
          </Field>
        </FieldRow>
        {!own && (
          <Field
            name="providerGroup"
            label={t('form.providerGroup')}
            hint={t('keys.form.providerGroupHint')}
            problem={problems.providerGroup}
          >
            <Input defaultValue={values.providerGroup} maxLength={64} autoComplete="off" />
          </Field>
        )}
      </FormSection>
      <FormSection title={t('limits.title')} text={t('keys.form.limitsText')}>
        <LimitFields values={values} problems={problems} />
      </FormSection>
      <FormActions submitLabel={submitLabel} cancelTo={cancelTo} />
    </Form>
  )
}
