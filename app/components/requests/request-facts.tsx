import { Link } from '@remix-run/react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { sessionPath } from '#app/components/sessions/session-path'
import { DetailList, type Detail } from '#app/components/ui/detail-list'
import { Section } from '#app/components/ui/section'
import { useFormat } from '#app/lib/use-format'
import type { LogView } from '#server/trpc/schemas/log'
import { Models } from './request-table'

interface RequestFactsProps {
  request: LogView
  /** One of the reader, who is no admin: without what only an admin may see. */
  own?: boolean
}

/** Everything the hub knows of a request, in the order in which it happened. */
export function RequestFacts({ request, own = false }: RequestFactsProps) {
  const { t } = useTranslation('requests')
  return (
    <div className="min-w-0">
      <Section title={t('detail.who')}>
        <DetailList details={useWho(request, own)} />
      </Section>
      <Section title={t('detail.route')}>
        <DetailList details={useRoute(request, own)} />
      </Section>
      <Section title={t('detail.timing')}>
        <DetailList details={useTiming(request)} />
      </Section>
    </div>
  )
}

function useWho(request: LogView, own: boolean): Detail[] {
  const { t } = useTranslation('requests')
  const { id, userId, userName, apiKeyId, keyName, sessionId, clientName, clientVersion } = request
  return [
    { label: t('fact.id'), value: <Mono>{id}</Mono> },
    ...(own
      ? [{ label: t('fact.key'), value: keyName ?? apiKeyId }]
      : [
          { label: t('fact.user'), value: <FactLink to={`/users/${userId}`}>{userName ?? userId}</FactLink> },
          {
            label: t('fact.key'),
            value: <FactLink to={`/users/${userId}/keys/${apiKeyId}`}>{keyName ?? apiKeyId}</FactLink>,
          },
        ]),
    { label: t('fact.session'), value: sessionId && <SessionName id={sessionId} own={own} /> },
    { label: t('fact.client'), value: clientName && [clientName, clientVersion].filter(Boolean).join(' ') },
  ]
}

function useRoute(request: LogView, own: boolean): Detail[] {
  const { t } = useTranslation('requests')
  const format = useFormat()
  const { providerId, providerName, clientDialect, providerDialect, stopReason, upstreamRequestId } = request
  const provider = providerId && (
    <FactLink to={`/providers/${providerId}`}>{providerName ?? providerId}</FactLink>
  )
  const upstreamId = upstreamRequestId && <Mono>{upstreamRequestId}</Mono>
  return [
    { label: t('fact.endpoint'), value: <Mono>{request.endpoint}</Mono> },
    { label: t('fact.model'), value: <Models request={request} /> },
    ...(own ? [] : [{ label: t('fact.provider'), value: provider }]),
    { label: t('fact.clientDialect'), value: t(`dialect.${clientDialect}`) },
    { label: t('fact.providerDialect'), value: providerDialect && t(`dialect.${providerDialect}`) },
    { label: t('fact.attempts'), value: format.number(request.attempts) },
    { label: t('fact.stopReason'), value: stopReason && <Mono>{stopReason}</Mono> },
    ...(own ? [] : [{ label: t('fact.upstreamRequestId'), value: upstreamId }]),
  ]
}

function useTiming(request: LogView): Detail[] {
  const { t } = useTranslation('requests')
  const format = useFormat()
  const { ttfbMs, totalMs, streaming, requestBytes, responseBytes, blocked, interrupted } = request
  const yesNo = (value: boolean) => t(value ? 'yes' : 'no')
  return [
    { label: t('fact.ttfb'), value: ttfbMs === null ? null : format.duration(ttfbMs) },
    { label: t('fact.total'), value: format.duration(totalMs) },
    { label: t('fact.streaming'), value: yesNo(streaming) },
    { label: t('fact.requestBytes'), value: format.bytes(requestBytes) },
    { label: t('fact.responseBytes'), value: format.bytes(responseBytes) },
    { label: t('fact.interrupted'), value: yesNo(interrupted) },
    { label: t('fact.blocked'), value: yesNo(blocked) },
  ]
}

const Mono = ({ children }: { children: ReactNode }) => (
  <span className="break-all font-mono text-xs" dir="ltr">
    {children}
  </span>
)

function SessionName({ id, own }: { id: string; own: boolean }) {
  return own ? (
    <Mono>{id}</Mono>
  ) : (
    <FactLink to={sessionPath(id)}>
      <Mono>{id}</Mono>
    </FactLink>
  )
}

const FactLink = ({ to, children }: { to: string; children: ReactNode }) => (
  <Link to={to} className="rounded text-accent hover:underline">
    {children}
  </Link>
)
