import { Form } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/components/ui/button'
import { Cell, HeadCell } from '#app/components/ui/table'

/** The form that the choices in a table belong to, since its rows have forms of their own. */
const FORM = 'choose-providers'

/** Leads to a page that changes all that are chosen. */
export function ChangeChosen() {
  const { t } = useTranslation('providers')
  return (
    <Form id={FORM} action="/providers/bulk" className="mb-3 flex justify-end">
      <Button type="submit">{t('bulk.action')}</Button>
    </Form>
  )
}

export function ChooseHeadCell() {
  const { t } = useTranslation('providers')
  return (
    <HeadCell>
      <span className="sr-only">{t('bulk.column')}</span>
    </HeadCell>
  )
}

export function ChooseCell({ id, name }: { id: string; name: string }) {
  const { t } = useTranslation('providers')
  return (
    <Cell className="pe-0">
      <label className="control inline-flex cursor-pointer items-center">
        <input
          type="checkbox"
          form={FORM}
          name="id"
          value={id}
          aria-label={t('bulk.select', { name })}
          className="size-4 accent-accent-solid"
        />
      </label>
    </Cell>
  )
}
