import { Link } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { Models } from '#app/components/requests/request-table'
import { inputTokens } from '#app/components/requests/token-sums'
import { Badge } from '#app/components/ui/badge'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import { useFormat } from '#app/lib/use-format'
import type { SessionView } from '#server/trpc/schemas/session'
import { sessionPath, shortSession } from './session-path'

/** @param own of whoever looks, who is not told of providers */
export function SessionTable({ sessions, own = false }: { sessions: SessionView[]; own?: boolean }) {
  const { t } = useTranslation('sessions')
  const head = (
    <>
      <HeadCell>{t('column.session')}</HeadCell>
      <HeadCell>{t('column.state')}</HeadCell>
      <HeadCell from="md">{t('column.model')}</HeadCell>
      {!own && <HeadCell from="xl">{t('column.provider')}</HeadCell>}
      <HeadCell from="md" numeric>
        {t('column.requests')}
      </HeadCell>
      <HeadCell from="lg" numeric>
        {t('column.input')}
      </HeadCell>
      <HeadCell numeric>{t('column.output')}</HeadCell>
      <HeadCell from="lg" numeric>
        {t('column.cost')}
      </HeadCell>
      <HeadCell from="sm" numeric>
        {t('column.duration')}
      </HeadCell>
    </>
  )
  return (
    <Table caption={t('title')} head={head}>
      {sessions.map((session) => (
        <SessionRow key={session.id} session={session} own={own} />
      ))}
    </Table>
  )
}

function SessionRow({ session, own }: { session: SessionView; own: boolean }) {
  const { t } = useTranslation('sessions')
  const format = useFormat()
  const { id, userName, userId, live, requests, usage, estimated, costUsd, durationMs, providerName } =
    session
  const models = { requestedModel: session.model, servedModel: session.servedModel }
  return (
    <tr className="relative hover:bg-hover">
      <Cell className="w-full max-w-0">
        <Link
          to={sessionPath(id, own)}
          className="block truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:rounded focus-visible:after:outline focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
        >
          {own ? (session.keyName ?? session.apiKeyId) : (userName ?? userId)}
        </Link>
        <span className="block truncate font-mono text-xs text-ink-muted" dir="ltr">
          {shortSession(id)}
        </span>
        <span className="block truncate text-xs text-ink-muted md:hidden">
          <Models request={models} />
        </span>
      </Cell>
      <Cell className="whitespace-nowrap">
        <SessionState live={live} />
      </Cell>
      <Cell from="md" className="max-w-48 truncate">
        <Models request={models} />
      </Cell>
      {!own && (
        <Cell from="xl" className="max-w-36 truncate">
          {providerName ?? <span className="text-ink-faint">–</span>}
        </Cell>
      )}
      <Cell from="md" numeric>
        {format.number(requests)}
      </Cell>
      <Cell from="lg" numeric>
        {format.number(inputTokens(usage))}
      </Cell>
      <Cell numeric>
        {estimated && (
          <span className="text-ink-muted" title={t('estimated')}>
            ≈{' '}
          </span>
        )}
        {format.number(usage.output)}
      </Cell>
      <Cell from="lg" numeric>
        {costUsd === null ? <span className="text-ink-faint">–</span> : format.cost(Number(costUsd))}
      </Cell>
      <Cell from="sm" numeric>
        {format.duration(durationMs)}
      </Cell>
    </tr>
  )
}

export function SessionState({ live }: { live: number }) {
  const { t } = useTranslation('sessions')
  return live > 0 ? (
    <Badge tone="ok">{t('state.live', { count: live })}</Badge>
  ) : (
    <Badge>{t('state.idle')}</Badge>
  )
}
