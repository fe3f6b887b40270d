import { Form } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { FieldRow, FormActions, FormProblem, FormSection } from '#app/components/form-parts'
import { Field } from '#app/components/ui/field'
import { Input, Textarea } from '#app/components/ui/input'
import type { FormState, FormValues } from '#app/lib/form-state'
import { useFocusFirstProblem } from '#app/lib/use-focus-first-problem'
import { MORE_FIELD, RATES, rateField, REQUIRED_RATES } from './price-form-values'

interface PriceFormProps {
  initial: FormValues
  answer: FormState | undefined
  cancelTo: string
}

/** A price by hand: a new version each time. */
export function PriceForm({ initial, answer, cancelTo }: PriceFormProps) {
  const { t } = useTranslation('prices')
  const form = useFocusFirstProblem(answer)
  const values = answer?.values ?? initial
  const problems = answer?.problems ?? {}
  return (
    <Form ref={form} method="post" noValidate>
      <FormProblem state={answer} />
      <FormSection title={t('form.model')} text={t('form.modelText')}>
        <Field
          name="model"
          label={t('form.name')}
          hint={t('form.nameHint')}
          problem={problems.model}
          required
        >
          <Input
            dir="ltr"
            defaultValue={values.model}
            maxLength={200}
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
          />
        </Field>
        <Field
          name="validFrom"
          label={t('form.validFrom')}
          hint={t('form.validFromHint')}
          problem={problems.validFrom}
        >
          <Input type="datetime-local" defaultValue={values.validFrom} />
        </Field>
      </FormSection>
      <FormSection title={t('form.rates')} text={t('form.ratesText')}>
        <FieldRow>
          {RATES.map((rate) => (
            <Field
              key={rate}
              name={rateField(rate)}
              label={t(`rate.${rate}`)}
              problem={problems[rateField(rate)]}
              required={REQUIRED_RATES.includes(rate)}
            >
              <Input inputMode="decimal" defaultValue={values[rateField(rate)]} autoComplete="off" />
            </Field>
          ))}
        </FieldRow>
      </FormSection>
      <FormSection title={t('form.more')} text={t('form.moreText')}>
        <Field
          name={MORE_FIELD}
          label={t('form.moreLabel')}
          hint={t('form.moreHint')}
          problem={problems[MORE_FIELD]}
        >
          <Textarea
            dir="ltr"
            defaultValue={values[MORE_FIELD]}
            rows={6}
            spellCheck={false}
            className="font-mono text-xs"
          />
        </Field>
      </FormSection>
      <FormActions submitLabel={t('form.submit')} cancelTo={cancelTo} />
    </Form>
  )
}
