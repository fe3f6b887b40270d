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
  const { t } = useTranslation('prices')
  const format = useFormat()
  const { items } = useLoaderData<typeof loader>()
  if (items.length === 0) return <EmptyState title={t('missing.empty')}>{t('missing.emptyText')}</EmptyState>
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
      <p className="mb-3 max-w-prose text-sm text-ink-muted">{t('missing.text')}</p>
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
