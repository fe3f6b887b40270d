import type { LoaderFunctionArgs } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { setPricePath } from '#app/components/prices/price-paths'
import { Button } from '#app/components/ui/button'
import { EmptyState } from '#app/components/ui/empty-state'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { useFormat } from '#app/lib/use-format'

export const handle = { titleKey: 'prices:missing.title' } satisfies PageHandle

export const loader = (args: LoaderFunctionArgs) => requireAdmin(args).prices.unpriced()

export default function MissingPrices() {
  const { t } = useTranslation(['prices', 'jobs'])
  const format = useFormat()
  const { items } = useLoaderData<typeof loader>()
  const compute = (
    <Button asChild>
      <Link to="/jobs/recompute">{t('jobs:recompute.action')}</Link>
    </Button>
  )
  if (items.length === 0)
    return (
      <EmptyState title={t('missing.empty')} action={compute}>
        {t('missing.emptyText')}
      </EmptyState>
    )
  const head = (
    <>
      <HeadCell>{t('column.model')}</HeadCell>
      <HeadCell numeric>{t('missing.requests')}</HeadCell>
      <HeadCell from="md">{t('missing.lastAt')}</HeadCell>
      <HeadCell>
        <span className="sr-only">{t('column.actions')}</span>
      </HeadCell>
    </>
  )
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <p className="max-w-prose text-sm text-ink-muted">{t('missing.text')}</p>
        {compute}
      </div>
      <Table caption={t('missing.title')} head={head}>
        {items.map(({ model, requests, lastAt }) => (
          <tr key={model}>
            <Cell className="break-all font-medium">{model}</Cell>
            <Cell numeric>{format.number(requests)}</Cell>
            <Cell from="md">
              <time dateTime={lastAt}>{format.dateTime(lastAt)}</time>
            </Cell>
            <Cell className="text-end">
              <Button asChild>
                <Link to={setPricePath(model)} aria-label={t('missing.setFor', { model })}>
                  {t('set.action')}
                </Link>
              </Button>
            </Cell>
          </tr>
        ))}
      </Table>
    </>
  )
}
