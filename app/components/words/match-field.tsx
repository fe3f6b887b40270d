import { useTranslation } from 'react-i18next'
import { Field } from '#app/components/ui/field'
import { Select } from '#app/components/ui/input'
import { SwitchField } from '#app/components/ui/switch'
import type { FieldProblem, FormValues } from '#app/lib/form-state'
import { MATCHES } from './word-form-values'

/** How words are found. */
export function MatchField({ values, problem }: { values: FormValues; problem: FieldProblem | undefined }) {
  const { t } = useTranslation('words')
  return (
    <>
      <Field name="match" label={t('form.match')} problem={problem} required>
        <Select defaultValue={values.match}>
          {MATCHES.map((match) => (
            <option key={match} value={match}>
              {t(`match.${match}`)}
            </option>
          ))}
        </Select>
      </Field>
      <SwitchField
        name="caseSensitive"
        label={t('caseSensitive')}
        defaultChecked={values.caseSensitive === 'on'}
      />
    </>
  )
}
