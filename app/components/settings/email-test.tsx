import { Form, useNavigation } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/components/ui/button'
import { Field } from '#app/components/ui/field'
import { Input } from '#app/components/ui/input'
import { Section } from '#app/components/ui/section'
import { SendResult } from '#app/components/webhooks/send-result'
import type { FormState } from '#app/lib/form-state'
import type { SendResultView } from '#server/trpc/schemas/webhook'

/** Sends a sample by the settings as they are saved. */
export function EmailTest({
  answer,
  result,
}: {
  answer: FormState | undefined
  result: SendResultView | undefined
}) {
  const { t } = useTranslation('settings')
  const busy = useNavigation().formData?.has('to') ?? false
  return (
    <Section title={t('alerts.test.title')} description={t('alerts.test.text')}>
      {result && !busy && <SendResult result={result} className="mb-4" />}
      <Form method="post" noValidate className="flex max-w-form flex-wrap items-start gap-2">
        <Field
          name="to"
          label={t('alerts.test.to')}
          problem={answer?.problems.to}
          labelHidden
          className="min-w-0 grow"
        >
          <Input type="email" dir="ltr" defaultValue={answer?.values.to} autoComplete="email" />
        </Field>
        <Button type="submit" disabled={busy}>
          {t('alerts.test.submit')}
        </Button>
      </Form>
    </Section>
  )
}
