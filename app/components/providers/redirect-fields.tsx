import { ArrowRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Field } from '#app/components/ui/field'
import { Input, Select } from '#app/components/ui/input'
import { RowList } from '#app/components/ui/row-list'
import { readRows } from '#app/lib/form-rows'
import type { FormState, FormValues } from '#app/lib/form-state'
import { REDIRECT_MATCHES, REDIRECTS } from './redirect-form-values'

interface RedirectFieldsProps {
  values: FormValues
  problems: FormState['problems']
}

/** FR-033. Rules in the order in which they are tried. */
export function RedirectFields({ values, problems }: RedirectFieldsProps) {
  const { t } = useTranslation('providers')
  return (
    <RowList
      list={REDIRECTS}
      initial={readRows(values, REDIRECTS)}
      addLabel={t('redirects.add')}
      empty={<p className="text-sm text-ink-muted">{t('redirects.empty')}</p>}
      ordered
    >
      {(row) => (
        <div className="grid items-start gap-2 md:grid-cols-[9.5rem_minmax(0,1fr)_1rem_minmax(0,1fr)]">
          <RedirectInputs {...row} list={REDIRECTS} problems={problems} />
        </div>
      )}
    </RowList>
  )
}

interface RedirectInputsProps extends RedirectFieldsProps {
  list: string
  at: number
}

/** How a rule matches, what, and what becomes of it: four cells of a grid. */
export function RedirectInputs({ list, at, values, problems }: RedirectInputsProps) {
  const { t } = useTranslation('providers')
  const path = `${list}.${at}`
  const row = at + 1
  return (
    <>
      <Field
        name={`${path}.match`}
        label={t('redirects.match', { row })}
        problem={problems[`${path}.match`]}
        labelHidden
      >
        <Select defaultValue={values.match}>
          {REDIRECT_MATCHES.map((match) => (
            <option key={match} value={match}>
              {t(`redirects.matches.${match}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Model
        name={`${path}.from`}
        label={t('redirects.from', { row })}
        value={values.from}
        problems={problems}
      />
      <ArrowRight aria-hidden className="mt-2 hidden size-4 text-ink-faint md:block rtl:rotate-180" />
      <Model name={`${path}.to`} label={t('redirects.to', { row })} value={values.to} problems={problems} />
    </>
  )
}

interface ModelProps extends Pick<RedirectFieldsProps, 'problems'> {
  name: string
  label: string
  value: string | undefined
}

function Model({ name, label, value, problems }: ModelProps) {
  return (
    <Field name={name} label={label} problem={problems[name]} labelHidden>
      <Input
        dir="ltr"
        defaultValue={value}
        placeholder={label}
        autoComplete="off"
        spellCheck={false}
        className="font-mono"
      />
    </Field>
  )
}
