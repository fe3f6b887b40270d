import { Link } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import { useFormat } from '#app/lib/use-format'
import type { StatisticsView, UsageTotalsView } from '#server/trpc/schemas/statistics'
import { inputTokensOf, valueOf } from './measures'
import type { Dimension, Measure } from './statistics-query'
import { useSubjectWords, type Subject } from './use-subject-words'

interface UsageTableProps {
  statistics: StatisticsView
  by: Exclude<Dimension, 'none'>
  measure: Measure
}

/** The top of the list, the rest in one line, and all together. */
export function UsageTable({ statistics: { subjects, others, total }, by, measure }: UsageTableProps) {
  const { t } = useTranslation('statistics')
  const all = valueOf[measure](total.totals)
  const share = (totals: UsageTotalsView) => (all === 0 ? 0 : valueOf[measure](totals) / all)
  const head = (
    <>
      <HeadCell>{t(`by.${by}`)}</HeadCell>
      <HeadCell numeric>{t('column.requests')}</HeadCell>
      <HeadCell numeric from="lg">
        {t('column.errors')}
      </HeadCell>
      <HeadCell numeric from="md">
        {t('column.input')}
      </HeadCell>
      <HeadCell numeric from="md">
        {t('column.output')}
      </HeadCell>
      <HeadCell numeric>{t('column.cost')}</HeadCell>
      <HeadCell numeric from="sm">
        {t('column.share')}
      </HeadCell>
    </>
  )
  return (
    <Table caption={t(`list.${by}`)} head={head}>
      {subjects.map((subject) => (
        <UsageRow key={subject.id} totals={subject.totals} share={share(subject.totals)}>
          <SubjectCell subject={subject} by={by} share={share(subject.totals)} />
        </UsageRow>
      ))}
      {others && (
        <UsageRow totals={others.totals} share={share(others.totals)}>
          <span className="text-ink-muted">{t('others')}</span>
        </UsageRow>
      )}
      <UsageRow totals={total.totals} share={null}>
        <span className="font-medium">{t('total')}</span>
      </UsageRow>
    </Table>
  )
}

function SubjectCell({ subject, by, share }: { subject: Subject; by: Dimension; share: number }) {
  const words = useSubjectWords(by)
  const [page, owner] = [words.page(subject), words.owner(subject)]
  return (
    <>
      <span className="block truncate">
        {page === null ? (
          words.name(subject)
        ) : (
          <Link to={page} className="rounded font-medium hover:text-accent">
            {words.name(subject)}
          </Link>
        )}
        {owner !== null && <span className="text-ink-muted"> · {owner}</span>}
      </span>
      <svg aria-hidden viewBox="0 0 100 1" preserveAspectRatio="none" className="mt-1 block h-1 w-full">
        <rect width={100} height={1} className="fill-sunken" />
        <rect width={share * 100} height={1} className="fill-accent" />
      </svg>
    </>
  )
}

interface UsageRowProps {
  totals: UsageTotalsView
  share: number | null
  children: React.ReactNode
}

function UsageRow({ totals, share, children }: UsageRowProps) {
  const format = useFormat()
  return (
    <tr>
      <Cell className="w-full min-w-32 max-w-0">{children}</Cell>
      <Cell numeric>{format.number(totals.requests)}</Cell>
      <Cell numeric from="lg">
        {format.number(totals.errors)}
      </Cell>
      <Cell numeric from="md">
        {format.compact(inputTokensOf(totals))}
      </Cell>
      <Cell numeric from="md">
        {format.compact(totals.outputTokens)}
      </Cell>
      <Cell numeric>{format.cost(Number(totals.costUsd))}</Cell>
      <Cell numeric from="sm">
        {share === null ? '' : format.percent(share)}
      </Cell>
    </tr>
  )
}
