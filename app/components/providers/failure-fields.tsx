import { useTranslation } from 'react-i18next'
import { FormSection } from '#app/components/form-parts'
import { Field } from '#app/components/ui/field'
import { Input } from '#app/components/ui/input'
import { SwitchField } from '#app/components/ui/switch'
import type { PartProps } from './provider-form-values'

/** FR-004, FR-007. */
export function FailureFields({ values, problems }: PartProps) {
  const { t } = useTranslation('providers')
  return (
    <FormSection title={t('form.failures')} text={t('form.failuresText')}>
      <div className="grid items-start gap-4 sm:grid-cols-3">
        {(['failureThreshold', 'openMs', 'successThreshold'] as const).map((name) => (
          <Field
            key={name}
            name={`circuit.${name}`}
            label={t(`form.${name}`)}
            hint={t(`form.${name}Hint`)}
            problem={problems[`circuit.${name}`]}
            required
          >
            <Input inputMode="numeric" defaultValue={values[`circuit.${name}`]} autoComplete="off" />
          </Field>
        ))}
      </div>
      <Field
        name="maxAttempts"
        label={t('form.maxAttempts')}
        hint={t('form.maxAttemptsHint')}
        problem={problems.maxAttempts}
        required
      >
        <Input inputMode="numeric" defaultValue={values.maxAttempts} autoComplete="off" />
      </Field>
      <SwitchField
        name="hedge"
        label={t('form.hedge')}
        hint={t('form.hedgeHint')}
        defaultChecked={values.hedge === 'on'}
      />
      <SwitchField
        name="acceptsTranslated"
        label={t('form.acceptsTranslated')}
        hint={t('form.acceptsTranslatedHint')}
        defaultChecked={values.acceptsTranslated === 'on'}
      />
    </FormSection>
  )
}
