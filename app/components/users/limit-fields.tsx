import { useTranslation } from 'react-i18next'
import { FieldRow } from '#app/components/form-parts'
import { Field } from '#app/components/ui/field'
import { Input, Select } from '#app/components/ui/input'
import type { FormState, FormValues } from '#app/lib/form-state'
import { COUNT_LIMITS, DAY_MODES, USD_LIMITS } from './limit-form-values'

interface LimitFieldsProps {
  values: FormValues
  problems: FormState['problems']
  /** Names of the limits that are counted, sessions included unless they have a field elsewhere. */
  counts?: readonly (typeof COUNT_LIMITS)[number][]
}

/** FR-011. An empty field does not limit. */
export function LimitFields({ values, problems, counts = COUNT_LIMITS }: LimitFieldsProps) {
  const { t } = useTranslation('users')
  return (
    <>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        {counts.map((name) => (
          <Field
            key={name}
            name={`limits.${name}`}
            label={t(`limits.${name}`)}
            problem={problems[`limits.${name}`]}
            markOptional={false}
          >
            <Input inputMode="numeric" defaultValue={values[`limits.${name}`]} autoComplete="off" />
          </Field>
        ))}
        {USD_LIMITS.map((name) => (
          <Field
            key={name}
            name={`limits.${name}`}
            label={t(`limits.${name}`)}
            hint={t(`limits.hint.${name}`)}
            problem={problems[`limits.${name}`]}
            markOptional={false}
          >
            <Input inputMode="decimal" defaultValue={values[`limits.${name}`]} autoComplete="off" />
          </Field>
        ))}
      </div>
      <FieldRow>
        <Field
          name="limits.dayMode"
          label={t('limits.dayMode')}
          hint={t('limits.dayModeHint')}
          problem={problems['limits.dayMode']}
          required
        >
          <Select defaultValue={values['limits.dayMode']}>
            {DAY_MODES.map((mode) => (
              <option key={mode} value={mode}>
                {t(`limits.dayModes.${mode}`)}
              </option>
            ))}
          </Select>
        </Field>
        <Field
          name="limits.dayResetAt"
          label={t('limits.dayResetAt')}
          hint={t('limits.dayResetAtHint')}
          problem={problems['limits.dayResetAt']}
          required
        >
          <Input type="time" defaultValue={values['limits.dayResetAt']} />
        </Field>
      </FieldRow>
    </>
  )
}
