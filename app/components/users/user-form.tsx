import { Form } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { FieldRow, FormActions, FormProblem, FormSection } from '#app/components/form-parts'
import { Field } from '#app/components/ui/field'
import { Input, Textarea } from '#app/components/ui/input'
import { SwitchField } from '#app/components/ui/switch'
import type { FormState, FormValues } from '#app/lib/form-state'
import { useFocusFirstProblem } from '#app/lib/use-focus-first-problem'
import { LimitFields } from './limit-fields'

interface UserFormProps {
  initial: FormValues
  answer: FormState | undefined
  submitLabel: string
  cancelTo: string
}

export function UserForm({ initial, answer, submitLabel, cancelTo }: UserFormProps) {
  const { t } = useTranslation('users')
  const form = useFocusFirstProblem(answer)
  const values = answer?.values ?? initial
  const problems = answer?.problems ?? {}
  return (
    <Form ref={form} method="post" noValidate>
      <FormProblem state={answer} />
      <FormSection title={t('form.identity')} text={t('form.identityText')}>
        <Field name="name" label={t('form.name')} problem={problems.name} required>
          <Input defaultValue={values.name} maxLength={100} autoComplete="off" />
        </Field>
        <Field name="tags" label={t('form.tags')} hint={t('form.tagsHint')} problem={problems.tags}>
          <Input defaultValue={values.tags} autoComplete="off" />
        </Field>
        <Field name="note" label={t('form.note')} problem={problems.note}>
          <Textarea defaultValue={values.note} maxLength={2000} rows={2} />
        </Field>
      </FormSection>
      <FormSection title={t('form.access')} text={t('form.accessText')}>
        <SwitchField
          name="enabled"
          label={t('form.enabled')}
          hint={t('form.enabledHint')}
          defaultChecked={values.enabled === 'on'}
        />
        <FieldRow>
          <Field
            name="expiresAt"
            label={t('form.expiresAt')}
            hint={t('form.expiresAtHint')}
            problem={problems.expiresAt}
          >
            <Input type="date" defaultValue={values.expiresAt} />
          </Field>
          <Field
            name="providerGroup"
            label={t('form.providerGroup')}
            hint={t('form.providerGroupHint')}
            problem={problems.providerGroup}
          >
            <Input defaultValue={values.providerGroup} autoComplete="off" />
          </Field>
        </FieldRow>
        <Field
          name="allowedModels"
          label={t('form.allowedModels')}
          hint={t('form.allowedModelsHint')}
          problem={problems.allowedModels}
        >
          <Textarea
            dir="ltr"
            defaultValue={values.allowedModels}
            rows={3}
            spellCheck={false}
            className="font-mono"
          />
        </Field>
        <Field
          name="allowedClients"
          label={t('form.allowedClients')}
          hint={t('form.allowedClientsHint')}
          problem={problems.allowedClients}
        >
          <Textarea
            dir="ltr"
            defaultValue={values.allowedClients}
            rows={2}
            spellCheck={false}
            className="font-mono"
          />
        </Field>
      </FormSection>
      <FormSection title={t('limits.title')} text={t('limits.text')}>
        <LimitFields values={values} problems={problems} />
      </FormSection>
      <FormActions submitLabel={submitLabel} cancelTo={cancelTo} />
    </Form>
  )
}
