import { useTranslation } from 'react-i18next'
import { RedirectInputs } from '#app/components/providers/redirect-fields'
import { Field } from '#app/components/ui/field'
import { Select } from '#app/components/ui/input'
import { RowList } from '#app/components/ui/row-list'
import { DIALECTS } from '#app/lib/dialects'
import { readRows } from '#app/lib/form-rows'
import type { FormState, FormValues } from '#app/lib/form-state'
import { CATALOGUE } from './catalogue-form-values'

interface CatalogueFieldsProps {
  values: FormValues
  problems: FormState['problems']
}

/** Names of models at providers of other protocols, in the order in which they are tried. */
export function CatalogueFields({ values, problems }: CatalogueFieldsProps) {
  const { t } = useTranslation(['settings', 'requests'])
  return (
    <RowList
      list={CATALOGUE}
      initial={readRows(values, CATALOGUE)}
      addLabel={t('settings:models.add')}
      empty={<p className="text-sm text-ink-muted">{t('settings:models.empty')}</p>}
      ordered
    >
      {(row) => (
        <div className="grid items-start gap-2 md:grid-cols-[minmax(0,1fr)_1rem_minmax(0,1fr)]">
          <Field
            name={`${CATALOGUE}.${row.at}.dialect`}
            label={t('settings:models.dialect', { row: row.at + 1 })}
            problem={problems[`${CATALOGUE}.${row.at}.dialect`]}
            labelHidden
            className="md:col-span-2 md:me-6"
          >
            <Select defaultValue={row.values.dialect}>
              {DIALECTS.map((dialect) => (
                <option key={dialect} value={dialect}>
                  {t('settings:models.at', { dialect: t(`requests:dialect.${dialect}`) })}
                </option>
              ))}
            </Select>
          </Field>
          <RedirectInputs {...row} list={CATALOGUE} problems={problems} />
        </div>
      )}
    </RowList>
  )
}
