import { Form } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { FieldRow, FormActions, FormProblem, FormSection } from '#app/components/form-parts'
import { Field } from '#app/components/ui/field'
import { Input, Select, Textarea } from '#app/components/ui/input'
import type { FormState } from '#app/lib/form-state'
import { useFocusFirstProblem } from '#app/lib/use-focus-first-problem'
import { LEVELS, NEW_MESSAGE } from './message-form-values'

export function MessageForm({ answer }: { answer: FormState | undefined }) {
  const { t } = useTranslation('messages')
  const form = useFocusFirstProblem(answer)
  const values = answer?.values ?? NEW_MESSAGE
  const problems = answer?.problems ?? {}
  return (
    <Form ref={form} method="post" noValidate>
      <FormProblem state={answer} />
      <FormSection title={t('form.message')}>
        <Field name="title" label={t('form.title')} problem={problems.title} required>
          <Input defaultValue={values.title} maxLength={200} autoComplete="off" />
        </Field>
        <Field name="body" label={t('form.body')} problem={problems.body}>
          <Textarea defaultValue={values.body} rows={5} />
        </Field>
        <FieldRow>
          <Field name="level" label={t('form.level')} problem={problems.level} required>
            <Select defaultValue={values.level}>
              {LEVELS.map((level) => (
                <option key={level} value={level}>
                  {t(`level.${level}`)}
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
      </FormSection>
      <FormSection title={t('form.audience')}>
        <Field name="users" label={t('form.users')} hint={t('form.usersHint')} problem={problems.users}>
          <Textarea defaultValue={values.users} rows={2} autoComplete="off" />
        </Field>
      </FormSection>
      <FormActions submitLabel={t('new.submit')} cancelTo="/notifications" />
    </Form>
  )
}
