import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData, useSearchParams } from '@remix-run/react'
import { Download } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { inputTokensOf } from '#app/components/statistics/measures'
import { StatisticsForm } from '#app/components/statistics/statistics-form'
import { readPageQuery, toStatisticsQuery } from '#app/components/statistics/statistics-query'
import { UsageChart } from '#app/components/statistics/usage-chart'
import { UsageTable } from '#app/components/statistics/usage-table'
import { Button } from '#app/components/ui/button'
import { EmptyState } from '#app/components/ui/empty-state'
import { Notice } from '#app/components/ui/notice'
import { PageHeader } from '#app/components/ui/page-header'
import { Section } from '#app/components/ui/section'
import { Stat, StatRow } from '#app/components/ui/stat'
import type { PageHandle } from '#app/lib/page-handle'
import { readTimeZone } from '#app/lib/preferences.server'
import { requireAdmin } from '#app/lib/require-admin.server'
import { useFormat } from '#app/lib/use-format'
import type { StatisticsView } from '#server/trpc/schemas/statistics'

export const handle = { titleKey: 'statistics:title' } satisfies PageHandle

/** Layers of a bar that can be told apart, and lines of a list that are read. */
const CHARTED = 5
const LISTED = 20

export async function loader(args: LoaderFunctionArgs) {
  const caller = requireAdmin(args)
  const timeZone = await readTimeZone(args.request)
  const query = readPageQuery(new URL(args.request.url).searchParams, Date.now(), timeZone)
  const asked = toStatisticsQuery(query, timeZone)
  const [chart, list] = await Promise.all([
    caller.statistics.get({ ...asked, limit: CHARTED }),
    caller.statistics.get({ ...asked, bucket: 'none', limit: LISTED }),
  ])
  return { query, bucket: asked.bucket, chart, list }
}

export default function Statistics() {
  const { t } = useTranslation('statistics')
  const { query, bucket, chart, list } = useLoaderData<typeof loader>()
  const { by, measure } = query
  const [search] = useSearchParams()
  const empty = list.total.totals.requests === 0
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description', { timeZone: list.timeZone })}
        actions={!empty && <ExportLinks search={search} />}
      />
      {/* Made anew when the address changes by other means than this form. */}
      <StatisticsForm key={search.toString()} query={query} />
      {search.get('problem') === 'export' && (
        <div className="mb-5">
          <Notice tone="warn" title={t('export.tooMuch')}>
            {t('export.tooMuchText')}
          </Notice>
        </div>
      )}
      {empty ? (
        <EmptyState title={t('empty.title')}>{t('empty.text')}</EmptyState>
      ) : (
        <>
          <Totals list={list} />
          <Section title={t(`chart.title.${measure}`)} className="mt-8">
            <UsageChart statistics={chart} by={by} bucket={bucket} measure={measure} />
          </Section>
          {by !== 'none' && (
            <Section title={t(`list.${by}`)} description={t('list.text')}>
              <UsageTable statistics={list} by={by} measure={measure} />
            </Section>
          )}
        </>
      )}
    </>
  )
}

function ExportLinks({ search }: { search: URLSearchParams }) {
  const { t } = useTranslation('statistics')
  return (['csv', 'json'] as const).map((format) => (
    <Button key={format} asChild>
      {/* The browser's own download: no page follows it. */}
      <a href={`/statistics/export?${new URLSearchParams([...search, ['format', format]]).toString()}`}>
        <Download aria-hidden />
        {t(`export.${format}`)}
      </a>
    </Button>
  ))
}

function Totals({ list }: { list: StatisticsView }) {
  const { t } = useTranslation('statistics')
  const format = useFormat()
  const { totals } = list.total
  const to = `/requests?${new URLSearchParams({ from: list.from, to: list.to }).toString()}`
  return (
    <StatRow>
      <Stat
        label={t('stat.cost')}
        value={format.cost(Number(totals.costUsd))}
        detail={t('stat.perRequest', { cost: format.cost(Number(totals.costUsd) / totals.requests) })}
      />
      <Stat
        label={t('stat.requests')}
        value={format.compact(totals.requests)}
        detail={t('stat.average', { duration: format.duration(totals.totalMs / totals.requests) })}
        to={to}
      />
      <Stat
        label={t('stat.errors')}
        value={format.compact(totals.errors)}
        detail={t('stat.errorRate', { rate: format.percent(totals.errors / totals.requests) })}
        to={`${to}&status=error`}
      />
      <Stat
        label={t('stat.input')}
        value={format.compact(inputTokensOf(totals))}
        detail={t('stat.cached', {
          rate: format.percent(shareOf(totals.cacheReadTokens, inputTokensOf(totals))),
        })}
      />
      <Stat
        label={t('stat.output')}
        value={format.compact(totals.outputTokens)}
        detail={t('stat.reasoning', {
          rate: format.percent(shareOf(totals.reasoningTokens, totals.outputTokens)),
        })}
      />
    </StatRow>
  )
}

const shareOf = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)
