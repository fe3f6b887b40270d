import { Form } from '@remix-run/react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/components/ui/button'
import { Field } from '#app/components/ui/field'
import { Input, Select } from '#app/components/ui/input'
import { BUCKETS, DIMENSIONS, MEASURES, RANGES, type PageQuery, type Range } from './statistics-query'

/** A plain GET form: the view is its address, so that it can be kept and shared. */
export function StatisticsForm({ query }: { query: PageQuery }) {
  const { t } = useTranslation('statistics')
  // The server shows the days of a range of one's own; this shows them before it is asked.
  const [range, setRange] = useState<Range>(query.range)
  return (
    <Form
      method="get"
      aria-label={t('form.label')}
      className="mb-5 grid grid-cols-2 items-end gap-3 md:grid-cols-[repeat(4,minmax(0,1fr))_auto]"
    >
      <Field name="range" label={t('form.range')} markOptional={false}>
        <Select
          defaultValue={query.range}
          onChange={(event) => {
            setRange(RANGES.find((known) => known === event.target.value) ?? '30d')
          }}
        >
          {RANGES.map((each) => (
            <option key={each} value={each}>
              {t(`range.${each}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Field name="by" label={t('form.by')} markOptional={false}>
        <Select defaultValue={query.by}>
          {DIMENSIONS.map((each) => (
            <option key={each} value={each}>
              {t(`by.${each}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Field name="bucket" label={t('form.bucket')} markOptional={false}>
        <Select defaultValue={query.bucket}>
          {BUCKETS.map((each) => (
            <option key={each} value={each}>
              {t(`bucket.${each}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Field name="measure" label={t('form.measure')} markOptional={false}>
        <Select defaultValue={query.measure}>
          {MEASURES.map((each) => (
            <option key={each} value={each}>
              {t(`measure.${each}`)}
            </option>
          ))}
        </Select>
      </Field>
      {range === 'custom' && (
        <>
          <Field name="from" label={t('form.from')} markOptional={false} className="md:col-start-1">
            <Input type="date" defaultValue={query.firstDay} />
          </Field>
          <Field name="to" label={t('form.to')} markOptional={false}>
            <Input type="date" defaultValue={query.lastDay} />
          </Field>
        </>
      )}
      <div className="max-md:col-span-2 md:col-start-5 md:row-start-1">
        <Button type="submit" className="max-md:w-full">
          {t('form.show')}
        </Button>
      </div>
    </Form>
  )
}
