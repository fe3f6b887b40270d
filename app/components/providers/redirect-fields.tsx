import { ArrowRight, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/components/ui/button'
import { Field } from '#app/components/ui/field'
import { Input, Select } from '#app/components/ui/input'
import type { FormState, FormValues } from '#app/lib/form-state'
import { countRedirects, REDIRECT_MATCHES } from './provider-form-values'

interface RedirectFieldsProps {
  values: FormValues
  problems: FormState['problems']
}

/** Rows of rules. One empty row is always there, and an emptied row is dropped, so it works without JavaScript. */
export function RedirectFields({ values, problems }: RedirectFieldsProps) {
  const { t } = useTranslation('providers')
  const [added, setAdded] = useState(1)
  const rows = countRedirects(values) + added
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{t('redirects.title')}</legend>
      <p className="mb-2 text-xs text-ink-muted">{t('redirects.hint')}</p>
      <ul className="space-y-4 sm:space-y-2">
        {Array.from({ length: rows }, (_, row) => (
          <li
            key={row}
            className="grid items-start gap-2 sm:grid-cols-[8rem_minmax(0,1fr)_1rem_minmax(0,1fr)]"
          >
            <Field
              name={`modelRedirects.${row}.match`}
              label={t('redirects.match', { row: row + 1 })}
              problem={problems[`modelRedirects.${row}.match`]}
              labelHidden
            >
              <Select defaultValue={values[`modelRedirects.${row}.match`]}>
                {REDIRECT_MATCHES.map((match) => (
                  <option key={match} value={match}>
                    {t(`redirects.matches.${match}`)}
                  </option>
                ))}
              </Select>
            </Field>
            <Model
              name={`modelRedirects.${row}.from`}
              label={t('redirects.from', { row: row + 1 })}
              {...{ values, problems }}
            />
            <ArrowRight aria-hidden className="mt-2 hidden size-4 text-ink-faint sm:block rtl:rotate-180" />
            <Model
              name={`modelRedirects.${row}.to`}
              label={t('redirects.to', { row: row + 1 })}
              {...{ values, problems }}
            />
          </li>
        ))}
      </ul>
      <Button
        variant="quiet"
        className="needs-scripting mt-2"
        onClick={() => {
          setAdded(added + 1)
        }}
      >
        <Plus aria-hidden />
        {t('redirects.add')}
      </Button>
    </fieldset>
  )
}

function Model({ name, label, values, problems }: RedirectFieldsProps & { name: string; label: string }) {
  return (
    <Field name={name} label={label} problem={problems[name]} labelHidden>
      <Input
        dir="ltr"
        defaultValue={values[name]}
        placeholder={label}
        autoComplete="off"
        spellCheck={false}
        className="font-mono"
      />
    </Field>
  )
}
