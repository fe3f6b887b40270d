import { Link } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { Badge } from '#app/components/ui/badge'
import { EmptyState } from '#app/components/ui/empty-state'
import { Section } from '#app/components/ui/section'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import { useFormat } from '#app/lib/use-format'
import type { BlockedView } from '#server/trpc/schemas/sensitive-word'

/** Requests that were refused for a word. */
export function BlockedTable({
  entries,
  words,
}: {
  entries: BlockedView[]
  /** By id; a word that has been removed is not there. */
  words: Record<string, string>
}) {
  const { t } = useTranslation('words')
  const format = useFormat()
  const head = (
    <>
      <HeadCell>{t('blocked.at')}</HeadCell>
      <HeadCell>{t('blocked.word')}</HeadCell>
      <HeadCell>{t('blocked.request')}</HeadCell>
    </>
  )
  if (entries.length === 0)
    return (
      <Section title={t('blocked.title')}>
        <EmptyState title={t('blocked.empty')}>{t('blocked.emptyText')}</EmptyState>
      </Section>
    )
  return (
    <Section title={t('blocked.title')}>
      <Table caption={t('blocked.title')} head={head}>
        {entries.map(({ id, at, wordId, requestId, evasion }) => (
          <tr key={id}>
            <Cell className="whitespace-nowrap">{format.dateTime(at)}</Cell>
            <Cell className="break-words">
              <span className="flex flex-wrap items-center gap-2">
                {words[wordId ?? ''] ?? <span className="text-ink-muted">{t('blocked.removed')}</span>}
                {evasion && <Badge tone="warn">{t('test.evasion')}</Badge>}
              </span>
            </Cell>
            <Cell>
              <Link
                to={`/requests/${requestId}`}
                className="rounded py-1 font-mono text-xs hover:text-accent"
              >
                {requestId.slice(-12)}
              </Link>
            </Cell>
          </tr>
        ))}
      </Table>
    </Section>
  )
}
