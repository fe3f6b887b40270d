import { Link } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { EnabledToggle } from '#app/components/enabled-toggle'
import { Badge } from '#app/components/ui/badge'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import type { SensitiveWordView } from '#server/trpc/schemas/sensitive-word'

export function WordTable({ words }: { words: SensitiveWordView[] }) {
  const { t } = useTranslation('words')
  const head = (
    <>
      <HeadCell>{t('column.pattern')}</HeadCell>
      <HeadCell from="sm">{t('column.match')}</HeadCell>
      <HeadCell>{t('column.enabled')}</HeadCell>
    </>
  )
  return (
    <Table caption={t('title')} head={head}>
      {words.map(({ id, pattern, match, caseSensitive, enabled, note }) => (
        <tr key={id}>
          <Cell className="w-full max-w-0">
            <span className="flex min-w-0 items-center gap-2">
              <Link
                to={`/words/${id}`}
                dir="auto"
                className="truncate rounded py-1 font-medium hover:text-accent"
              >
                {pattern}
              </Link>
              {caseSensitive && <Badge>{t('caseSensitive')}</Badge>}
            </span>
            {note && (
              <span className="block truncate text-xs text-ink-muted" dir="auto">
                {note}
              </span>
            )}
            <span className="block text-xs text-ink-muted sm:hidden">{t(`match.${match}`)}</span>
          </Cell>
          <Cell from="sm" className="whitespace-nowrap">
            {t(`match.${match}`)}
          </Cell>
          <Cell>
            <EnabledToggle action={`/words/${id}/enabled`} enabled={enabled} name={pattern} />
          </Cell>
        </tr>
      ))}
    </Table>
  )
}
