import { Form, Link, useSearchParams } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { Badge } from '#app/components/ui/badge'
import { Button } from '#app/components/ui/button'
import { Field } from '#app/components/ui/field'
import { Input, Select } from '#app/components/ui/input'
import { FILTERS, RANGES, STATUSES } from './request-filters'

interface Named {
  id: string
  name: string
}

interface FilterFormProps {
  users: Named[]
  providers: Named[]
}

/** A plain GET form: the filters are the address, so a view can be kept and shared. */
export function FilterForm({ users, providers }: FilterFormProps) {
  const { t } = useTranslation('requests')
  const [search] = useSearchParams()
  const value = (name: (typeof FILTERS)[number]) => search.get(name) ?? ''
  const filtered = FILTERS.some((name) => value(name) !== '')
  return (
    <Form
      // Rebuilt when the address changes by other means than this form, so that it always shows what is in force.
      key={search.toString()}
      method="get"
      role="search"
      aria-label={t('filter.label')}
      className="mb-4 grid grid-cols-2 items-end gap-3 md:grid-cols-3 xl:grid-cols-[repeat(5,minmax(0,1fr))_auto]"
    >
      <Choice name="range" label={t('filter.range')} value={value('range')} all={t('filter.anyTime')}>
        {RANGES.map((range) => ({ id: range, name: t(`filter.ranges.${range}`) }))}
      </Choice>
      <Choice name="status" label={t('filter.status')} value={value('status')} all={t('filter.all')}>
        {STATUSES.map((status) => ({ id: status, name: t(`filter.statuses.${status}`) }))}
      </Choice>
      <Choice name="userId" label={t('filter.user')} value={value('userId')} all={t('filter.all')}>
        {users}
      </Choice>
      <Choice
        name="providerId"
        label={t('filter.provider')}
        value={value('providerId')}
        all={t('filter.all')}
      >
        {providers}
      </Choice>
      <Field name="model" label={t('filter.model')} markOptional={false}>
        <Input
          type="search"
          dir="ltr"
          defaultValue={value('model')}
          placeholder={t('filter.anyModel')}
          autoComplete="off"
          spellCheck={false}
        />
      </Field>
      {(['keyId', 'from', 'to'] as const).map(
        (name) => value(name) && <input key={name} type="hidden" name={name} value={value(name)} />,
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit">{t('filter.apply')}</Button>
        {value('keyId') && <Badge tone="accent">{t('filter.oneKey')}</Badge>}
        {(value('from') || value('to')) && <Badge tone="accent">{t('filter.fixedTime')}</Badge>}
        {filtered && (
          <Button asChild variant="quiet">
            <Link to="/requests">{t('filter.clear')}</Link>
          </Button>
        )}
      </div>
    </Form>
  )
}

interface ChoiceProps {
  name: (typeof FILTERS)[number]
  label: string
  value: string
  all: string
  children: Named[]
}

function Choice({ name, label, value, all, children }: ChoiceProps) {
  return (
    <Field name={name} label={label} markOptional={false}>
      <Select defaultValue={value}>
        <option value="">{all}</option>
        {children.map((choice) => (
          <option key={choice.id} value={choice.id}>
            {choice.name}
          </option>
        ))}
      </Select>
    </Field>
  )
}
