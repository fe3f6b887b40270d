import type { LoaderFunctionArgs } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { Actor } from '#app/components/audit/actor'
import { Value } from '#app/components/audit/change-list'
import { EmptyState } from '#app/components/ui/empty-state'
import { Pagination } from '#app/components/ui/pagination'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import type { PageHandle } from '#app/lib/page-handle'
import { pageOfUrl } from '#app/lib/page-of-url.server'
import { requireAdmin } from '#app/lib/require-admin.server'
import { useFormat } from '#app/lib/use-format'

export const handle = { titleKey: 'audit:history.title' } satisfies PageHandle

export const loader = (args: LoaderFunctionArgs) =>
  requireAdmin(args).settings.history(pageOfUrl(args.request))

export default function SettingsHistory() {
  const { t } = useTranslation('audit')
  const format = useFormat()
  const { items, nextCursor } = useLoaderData<typeof loader>()
  if (items.length === 0) return <EmptyState title={t('history.empty')}>{t('history.emptyText')}</EmptyState>
  const head = (
    <>
      <HeadCell>{t('column.at')}</HeadCell>
      <HeadCell from="md">{t('column.actor')}</HeadCell>
      <HeadCell>{t('history.setting')}</HeadCell>
      <HeadCell from="sm">{t('history.value')}</HeadCell>
      <HeadCell />
    </>
  )
  return (
    <>
      <Table caption={t('history.description')} head={head}>
        {items.map(({ id, at, actor, key, value }) => (
          <tr key={id}>
            <Cell className="md:whitespace-nowrap">{format.dateTime(at)}</Cell>
            <Cell from="md">
              <Actor actor={actor} />
            </Cell>
            <Cell>
              <span className="font-mono text-xs [overflow-wrap:anywhere]">{key}</span>
              <p className="font-mono text-xs text-ink-muted [overflow-wrap:anywhere] sm:hidden">
                {value === null ? t('history.default') : <Value value={value} />}
              </p>
            </Cell>
            <Cell from="sm" className="font-mono text-xs [overflow-wrap:anywhere]">
              {value === null ? (
                <span className="text-ink-muted">{t('history.default')}</span>
              ) : (
                <Value value={value} />
              )}
            </Cell>
            <Cell className="text-end">
              <Link to={id} className="rounded py-1 text-sm text-accent hover:underline">
                {t('history.goBack')}
              </Link>
            </Cell>
          </tr>
        ))}
      </Table>
      <Pagination nextCursor={nextCursor} />
    </>
  )
}
