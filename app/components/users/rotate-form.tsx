import { Form } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { FormActions, FormProblem } from '#app/components/form-parts'
import { Field } from '#app/components/ui/field'
import { Input } from '#app/components/ui/input'
import type { FormReader } from '#app/lib/form-reader'
import type { FormState } from '#app/lib/form-state'
import { useFocusFirstProblem } from '#app/lib/use-focus-first-problem'

const DEFAULT_OVERLAP_HOURS = '24'

export const readOverlapHours = (form: FormReader): number =>
  form.requiredInteger('overlapHours', { min: 0, max: 720 })

export function RotateForm({ answer, cancelTo }: { answer: FormState | undefined; cancelTo: string }) {
  const { t } = useTranslation('users')
  const form = useFocusFirstProblem(answer)
  return (
    <Form ref={form} method="post" noValidate>
      <FormProblem state={answer} />
      <p className="mb-4 max-w-form text-sm text-ink-muted">{t('keys.rotate.text')}</p>
      <Field
        name="overlapHours"
        label={t('keys.rotate.overlap')}
        hint={t('keys.rotate.overlapHint')}
        problem={answer?.problems.overlapHours}
        required
        className="mb-6 max-w-xs"
      >
        <Input
          inputMode="numeric"
          defaultValue={answer?.values.overlapHours ?? DEFAULT_OVERLAP_HOURS}
          autoComplete="off"
        />
      </Field>
      <FormActions submitLabel={t('keys.rotate.submit')} cancelTo={cancelTo} wide />
    </Form>
  )
}
