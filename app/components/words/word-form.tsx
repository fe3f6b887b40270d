import { Form } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { FormActions, FormProblem, FormSection } from '#app/components/form-parts'
import { Field } from '#app/components/ui/field'
import { Input } from '#app/components/ui/input'
import { SwitchField } from '#app/components/ui/switch'
import type { FormState, FormValues } from '#app/lib/form-state'
import { useFocusFirstProblem } from '#app/lib/use-focus-first-problem'
import { MatchField } from './match-field'

interface WordFormProps {
  initial: FormValues
  answer: FormState | undefined
  submitLabel: string
}

export function WordForm({ initial, answer, submitLabel }: WordFormProps) {
  const { t } = useTranslation('words')
  const form = useFocusFirstProblem(answer)
  const values = answer?.values ?? initial
  const problems = answer?.problems ?? {}
  return (
    <Form ref={form} method="post" noValidate>
      <FormProblem state={answer} />
      <FormSection title={t('form.title')}>
        <Field
          name="pattern"
          label={t('form.pattern')}
          hint={t('form.patternHint')}
          problem={problems.pattern}
          required
        >
          <Input dir="auto" defaultValue={values.pattern} autoComplete="off" spellCheck={false} />
        </Field>
        <MatchField values={values} problem={problems.match} />
        <SwitchField
          name="enabled"
          label={t('form.enabled')}
          hint={t('form.enabledHint')}
          defaultChecked={values.enabled === 'on'}
        />
        <Field name="note" label={t('form.note')} problem={problems.note}>
          <Input defaultValue={values.note} maxLength={2_000} autoComplete="off" />
        </Field>
      </FormSection>
      <FormActions submitLabel={submitLabel} cancelTo="/words" />
    </Form>
  )
}
