import { Link } from '@remix-run/react'
import { ArrowRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { TranslatedMark } from '#app/components/translation/translated-badge'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import { useFormat } from '#app/lib/use-format'
import type { LogView } from '#server/trpc/schemas/log'
import { StatusBadge } from './status-badge'
import { inputTokens } from './token-sums'

interface RequestTableProps {
  requests: LogView[]
  /** Those of the reader, who is no admin. */
  own?: boolean
  /** What they are, where they are not simply requests. */
  caption?: string
}

export function RequestTable({ requests, own = false, caption }: RequestTableProps) {
  const { t } = useTranslation('requests')
  const head = (
    <>
      <HeadCell>{t('column.time')}</HeadCell>
      <HeadCell>{t('column.status')}</HeadCell>
      <HeadCell from="sm">{t('column.model')}</HeadCell>
      {own ? (
        <HeadCell from="md">{t('fact.key')}</HeadCell>
      ) : (
        <>
          <HeadCell from="md">{t('column.user')}</HeadCell>
          <HeadCell from="lg">{t('column.provider')}</HeadCell>
        </>
      )}
      <HeadCell from="md" numeric>
        {t('column.input')}
      </HeadCell>
      <HeadCell from="md" numeric>
        {t('column.output')}
      </HeadCell>
      <HeadCell from="xl" numeric>
        {t('column.ttfb')}
      </HeadCell>
      <HeadCell numeric>{t('column.total')}</HeadCell>
    </>
  )
  return (
    <Table caption={caption ?? t('title')} head={head}>
      {requests.map((request) => (
        <RequestRow key={request.id} request={request} own={own} />
      ))}
    </Table>
  )
}

function RequestRow({ request, own }: { request: LogView; own: boolean }) {
  const format = useFormat()
  const { id, startedAt, status, interrupted, userName, keyName, providerName, usage, ttfbMs, totalMs } =
    request
  const { clientDialect, providerDialect } = request
  return (
    <tr className="relative hover:bg-hover">
      <Cell className="sm:whitespace-nowrap">
        {/* The link covers its row: a row is one target. */}
        <Link
          to={own ? `/my/requests/${id}` : `/requests/${id}`}
          className="font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:rounded focus-visible:after:outline focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
        >
          <time dateTime={startedAt}>{format.dateTime(startedAt)}</time>
        </Link>
        <span className="block break-words text-xs text-ink-muted sm:hidden">
          <Models request={request} />
        </span>
      </Cell>
      <Cell className="whitespace-nowrap">
        <span className="inline-flex items-center gap-1">
          <StatusBadge status={status} interrupted={interrupted} />
          {providerDialect !== null && providerDialect !== clientDialect && (
            <TranslatedMark from={clientDialect} to={providerDialect} />
          )}
        </span>
      </Cell>
      <Cell from="sm" className="w-full max-w-0 truncate">
        <Models request={request} />
      </Cell>
      <Cell from="md" className="max-w-36 truncate">
        {(own ? keyName : userName) ?? '–'}
      </Cell>
      {!own && (
        <Cell from="lg" className="max-w-36 truncate">
          {providerName ?? <span className="text-ink-faint">–</span>}
        </Cell>
      )}
      <Cell from="md" numeric>
        {format.number(inputTokens(usage))}
      </Cell>
      <Cell from="md" numeric>
        {format.number(usage.output)}
      </Cell>
      <Cell from="xl" numeric>
        {ttfbMs === null ? <span className="text-ink-faint">–</span> : format.duration(ttfbMs)}
      </Cell>
      <Cell numeric>{format.duration(totalMs)}</Cell>
    </tr>
  )
}

/** What was asked for and, when that differs, what answered. */
export function Models({ request }: { request: Pick<LogView, 'requestedModel' | 'servedModel'> }) {
  const { t } = useTranslation('requests')
  const { requestedModel, servedModel } = request
  if (servedModel === null || servedModel === requestedModel) return <>{requestedModel ?? '–'}</>
  return (
    <>
      {requestedModel}
      <ArrowRight aria-label={t('servedBy')} className="mx-1 inline size-3 text-ink-faint rtl:rotate-180" />
      {servedModel}
    </>
  )
}
