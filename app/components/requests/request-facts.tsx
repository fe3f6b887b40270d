import { Link } from '@remix-run/react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { DetailList, type Detail } from '#app/components/ui/detail-list'
import { Section } from '#app/components/ui/section'
import { useFormat } from '#app/lib/use-format'
import type { LogView } from '#server/trpc/schemas/log'
import { Models } from './request-table'

/** Everything the hub knows of a request, in the order in which it happened. */
export function RequestFacts({ request }: { request: LogView }) {
  const { t } = useTranslation('requests')
  return (
    <div className="min-w-0">
      <Section title={t('detail.who')}>
        <DetailList details={useWho(request)} />
      </Section>
      <Section title={t('detail.route')}>
        <DetailList details={useRoute(request)} />
      </Section>
      <Section title={t('detail.timing')}>
        <DetailList details={useTiming(request)} />
      </Section>
    </div>
  )
}

function useWho(request: LogView): Detail[] {
  const { t } = useTranslation('requests')
  const { id, userId, userName, apiKeyId, keyName, sessionId, clientName, clientVersion } = request
  return [
    { label: t('fact.id'), value: <Mono>{id}</Mono> },
    { label: t('fact.user'), value: <FactLink to={`/users/${userId}`}>{userName ?? userId}</FactLink> },
    {
      label: t('fact.key'),
      value: <FactLink to={`/users/${userId}/keys/${apiKeyId}`}>{keyName ?? apiKeyId}</FactLink>,
    },
    { label: t('fact.session'), value: sessionId && <Mono>{sessionId}</Mono> },
    { label: t('fact.client'), value: clientName && [clientName, clientVersion].filter(Boolean).join(' ') },
  ]
}

function useRoute(request: LogView): Detail[] {
  const { t } = useTranslation('requests')
  const format = useFormat()
  const { providerId, providerName, clientDialect, providerDialect, stopReason, upstreamRequestId } = request
  return [
    { label: t('fact.endpoint'), value: <Mono>{request.endpoint}</Mono> },
    { label: t('fact.model'), value: <Models request={request} /> },
    {
      label: t('fact.provider'),
      value: providerId && <FactLink to={`/providers/${providerId}`}>{providerName ?? providerId}</FactLink>,
    },
    { label: t('fact.clientDialect'), value: t(`dialect.${clientDialect}`) },
    { label: t('fact.providerDialect'), value: providerDialect && t(`dialect.${providerDialect}`) },
    { label: t('fact.attempts'), value: format.number(request.attempts) },
    { label: t('fact.stopReason'), value: stopReason && <Mono>{stopReason}</Mono> },
    { label: t('fact.upstreamRequestId'), value: upstreamRequestId && <Mono>{upstreamRequestId}</Mono> },
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

const FactLink = ({ to, children }: { to: string; children: ReactNode }) => (
  <Link to={to} className="rounded text-accent hover:underline">
    {children}
  </Link>
)
