import { Form } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { FormActions, FormProblem, FormSection } from '#app/components/form-parts'
import { EventChoices } from '#app/components/messages/event-choices'
import { Field } from '#app/components/ui/field'
import { Input, Select } from '#app/components/ui/input'
import { SwitchField } from '#app/components/ui/switch'
import type { FormState, FormValues } from '#app/lib/form-state'
import { useFocusFirstProblem } from '#app/lib/use-focus-first-problem'
import type { WebhookView } from '#server/trpc/schemas/webhook'
import { KINDS } from './webhook-form-values'

interface WebhookFormProps {
  initial: FormValues
  /** The one that is edited. */
  webhook?: WebhookView
  answer: FormState | undefined
  submitLabel: string
}

export function WebhookForm({ initial, webhook, answer, submitLabel }: WebhookFormProps) {
  const { t } = useTranslation('webhooks')
  const form = useFocusFirstProblem(answer)
  const values = answer?.values ?? initial
  const problems = answer?.problems ?? {}
  const secret = (name: 'url' | 'secret', hint: string) => (
    <Field
      name={name}
      label={t(`form.${name}`)}
      hint={hint}
      problem={problems[name]}
      required={name === 'url' && !webhook}
    >
      <Input
        type={name === 'url' ? 'url' : 'password'}
        dir="ltr"
        autoComplete={name === 'url' ? 'off' : 'new-password'}
        spellCheck={false}
      />
    </Field>
  )
  return (
    <Form ref={form} method="post" noValidate>
      <FormProblem state={answer} />
      {webhook && <input type="hidden" name="version" value={values.version ?? ''} />}
      <FormSection title={t('form.where')}>
        <Field name="name" label={t('form.name')} problem={problems.name} required>
          <Input defaultValue={values.name} maxLength={100} autoComplete="off" />
        </Field>
        <Field name="kind" label={t('form.kind')} problem={problems.kind} required>
          <Select defaultValue={values.kind}>
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {t(`kind.${kind}`)}
              </option>
            ))}
          </Select>
        </Field>
        {secret('url', webhook ? t('form.urlKept', { host: webhook.host }) : t('form.urlHint'))}
        {secret('secret', webhook?.signed ? t('form.secretKept') : t('form.secretHint'))}
        {webhook?.signed && (
          <SwitchField
            name="withoutSecret"
            label={t('form.withoutSecret')}
            defaultChecked={values.withoutSecret === 'on'}
          />
        )}
      </FormSection>
      <FormSection title={t('form.what')}>
        <EventChoices label={t('form.events')} hint={t('form.eventsHint')} values={values} />
        <SwitchField
          name="enabled"
          label={t('form.enabled')}
          hint={t('form.enabledHint')}
          defaultChecked={values.enabled === 'on'}
        />
      </FormSection>
      <FormActions submitLabel={submitLabel} cancelTo="/webhooks" />
    </Form>
  )
}
