import { Form } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { FieldRow, FormActions, FormProblem } from '#app/components/form-parts'
import { Field } from '#app/components/ui/field'
import { Input, Select } from '#app/components/ui/input'
import { SwitchField } from '#app/components/ui/switch'
import type { FormState } from '#app/lib/form-state'
import { useFocusFirstProblem } from '#app/lib/use-focus-first-problem'
import { SWITCHES } from './bulk-form-values'

/** What is to change of several providers. */
export function BulkForm({ answer }: { answer: FormState | undefined }) {
  const { t } = useTranslation('providers')
  const form = useFocusFirstProblem(answer)
  const values = answer?.values ?? {}
  const problems = answer?.problems ?? {}
  const choice = (name: 'enabled' | 'acceptsTranslated') => (
    <Field name={`patch.${name}`} label={t(`form.${name}`)} markOptional={false}>
      <Select defaultValue={values[`patch.${name}`] ?? 'leave'}>
        {SWITCHES.map((one) => (
          <option key={one} value={one}>
            {t(`bulk.${one}`)}
          </option>
        ))}
      </Select>
    </Field>
  )
  const number = (name: 'priority' | 'weight' | 'costMultiplier' | 'concurrentSessions') => (
    <Field
      name={`patch.${name}`}
      label={t(`form.${name}`)}
      hint={t('bulk.blank')}
      problem={problems[`patch.${name}`]}
      markOptional={false}
    >
      <Input
        inputMode={name === 'costMultiplier' ? 'decimal' : 'numeric'}
        defaultValue={values[`patch.${name}`] ?? ''}
        autoComplete="off"
      />
    </Field>
  )
  const groups = (name: 'addGroupTags' | 'removeGroupTags', label: string) => (
    <Field
      name={`patch.${name}`}
      label={label}
      hint={t('bulk.groupsHint')}
      problem={problems[`patch.${name}`]}
      markOptional={false}
    >
      <Input defaultValue={values[`patch.${name}`] ?? ''} autoComplete="off" />
    </Field>
  )
  return (
    <Form ref={form} method="post" noValidate className="mt-6 max-w-form space-y-4">
      <FormProblem state={answer} />
      <FieldRow>
        {choice('enabled')}
        {choice('acceptsTranslated')}
      </FieldRow>
      <FieldRow>
        {number('priority')}
        {number('weight')}
      </FieldRow>
      <FieldRow>
        {number('costMultiplier')}
        {number('concurrentSessions')}
      </FieldRow>
      <SwitchField
        name="anyNumber"
        label={t('bulk.anyNumber')}
        defaultChecked={values['anyNumber'] !== undefined}
      />
      <FieldRow>
        {groups('addGroupTags', t('bulk.addGroups'))}
        {groups('removeGroupTags', t('bulk.removeGroups'))}
      </FieldRow>
      <FormActions submitLabel={t('bulk.show')} cancelTo="/providers" wide />
    </Form>
  )
}
