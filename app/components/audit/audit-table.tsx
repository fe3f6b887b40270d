import { useTranslation } from 'react-i18next'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import { useFormat } from '#app/lib/use-format'
import type { AuditView } from '#server/trpc/schemas/audit'
import { Actor } from './actor'
import { ChangeList } from './change-list'

export function AuditTable({ entries }: { entries: AuditView[] }) {
  const { t } = useTranslation('audit')
  const format = useFormat()
  const head = (
    <>
      <HeadCell>{t('column.at')}</HeadCell>
      <HeadCell from="md">{t('column.actor')}</HeadCell>
      <HeadCell>{t('column.action')}</HeadCell>
      <HeadCell from="sm">{t('column.changes')}</HeadCell>
    </>
  )
  return (
    <Table caption={t('title')} head={head}>
      {entries.map((entry) => (
        <tr key={entry.id}>
          <Cell className="align-top">
            <span className="md:whitespace-nowrap">{format.dateTime(entry.at)}</span>
            <p className="text-xs text-ink-muted md:hidden">
              <Actor actor={entry.actor} />
            </p>
          </Cell>
          <Cell from="md" className="align-top">
            <Actor actor={entry.actor} />
            {entry.ip !== null && <p className="font-mono text-xs text-ink-muted">{entry.ip}</p>}
          </Cell>
          <Cell className="align-top">
            <span className="font-mono text-xs [overflow-wrap:anywhere] md:whitespace-nowrap">
              {entry.action}
            </span>
            {entry.targetId !== null && (
              <p className="font-mono text-xs text-ink-muted [overflow-wrap:anywhere]">{entry.targetId}</p>
            )}
            <div className="mt-1 sm:hidden">
              <ChangeList changes={entry.changes} />
            </div>
          </Cell>
          <Cell from="sm" className="align-top">
            <ChangeList changes={entry.changes} />
          </Cell>
        </tr>
      ))}
    </Table>
  )
}
