import { Form } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/components/ui/button'
import { Field } from '#app/components/ui/field'
import { Select } from '#app/components/ui/input'
import { PERIODS, RANKS, type LeaderboardQuery } from './leaderboard-query'

/** A plain GET form: the view is its address. */
export function LeaderboardForm({ query }: { query: LeaderboardQuery }) {
  const { t } = useTranslation('leaderboard')
  return (
    <Form
      method="get"
      aria-label={t('form.label')}
      className="mb-5 grid grid-cols-2 items-end gap-3 md:max-w-form md:grid-cols-[repeat(2,minmax(0,1fr))_auto]"
    >
      <Field name="period" label={t('form.period')} markOptional={false}>
        <Select defaultValue={query.period}>
          {PERIODS.map((each) => (
            <option key={each} value={each}>
              {t(`period.${each}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Field name="rank" label={t('form.rank')} markOptional={false}>
        <Select defaultValue={query.rank}>
          {RANKS.map((each) => (
            <option key={each} value={each}>
              {t(`rank.${each}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Button type="submit" className="max-md:col-span-2">
        {t('form.show')}
      </Button>
    </Form>
  )
}
