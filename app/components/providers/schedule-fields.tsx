import { useTranslation } from 'react-i18next'
import { FormSection } from '#app/components/form-parts'
import { CheckboxGroup } from '#app/components/ui/checkbox-group'
import { Field } from '#app/components/ui/field'
import { Input } from '#app/components/ui/input'
import { RowList } from '#app/components/ui/row-list'
import { readRows } from '#app/lib/form-rows'
import type { FormState, FormValues } from '#app/lib/form-state'
import { useFormat } from '#app/lib/use-format'
import type { PartProps } from './provider-form-values'
import { DAYS, WINDOWS } from './provider-form-values'

/** Weekly windows by the clock on the wall; none means always. */
export function ScheduleFields({ values, problems }: PartProps) {
  const { t } = useTranslation('providers')
  return (
    <FormSection title={t('form.schedule')} text={t('form.scheduleText')}>
      <RowList
        list={WINDOWS}
        initial={readRows(values, WINDOWS)}
        addLabel={t('form.addWindow')}
        empty={<p className="text-sm text-ink-muted">{t('form.always')}</p>}
      >
        {(row) => <Window {...row} problems={problems} />}
      </RowList>
      <Field
        name="schedule.timeZone"
        label={t('form.timeZone')}
        hint={t('form.timeZoneHint')}
        problem={problems['schedule.timeZone']}
      >
        <Input
          dir="ltr"
          defaultValue={values['schedule.timeZone']}
          autoComplete="off"
          spellCheck={false}
          maxLength={64}
        />
      </Field>
    </FormSection>
  )
}

interface WindowProps {
  values: FormValues
  at: number
  problems: FormState['problems']
}

function Window({ values, at, problems }: WindowProps) {
  const { t } = useTranslation('providers')
  const format = useFormat()
  const path = `${WINDOWS}.${at}`
  return (
    <div className="space-y-3">
      <CheckboxGroup
        label={t('form.days', { row: at + 1 })}
        problem={problems[`${path}.days`]}
        choices={DAYS.map((day) => ({
          name: `${path}.day${day}`,
          label: format.weekday(day),
          checked: values[`day${day}`] === 'on',
        }))}
      />
      <div className="grid items-start gap-3 sm:grid-cols-2">
        <Field name={`${path}.from`} label={t('form.from')} problem={problems[`${path}.from`]} required>
          <Input type="time" defaultValue={values.from} />
        </Field>
        <Field
          name={`${path}.to`}
          label={t('form.to')}
          hint={t('form.toHint')}
          problem={problems[`${path}.to`]}
          required
        >
          <Input type="time" defaultValue={values.to} />
        </Field>
      </div>
    </div>
  )
}
