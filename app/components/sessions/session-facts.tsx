import { Link } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { Models } from '#app/components/requests/request-table'
import { DetailList } from '#app/components/ui/detail-list'
import { Section } from '#app/components/ui/section'
import { useFormat } from '#app/lib/use-format'
import type { SessionView } from '#server/trpc/schemas/session'

/** Who talks to what, and since when. */
export function SessionFacts({ session, own = false }: { session: SessionView; own?: boolean }) {
  const { t } = useTranslation('sessions')
  const format = useFormat()
  const { id, userId, userName, apiKeyId, keyName, providerId, providerName, startedAt } = session
  const link = 'rounded text-accent hover:underline'
  const whose = own
    ? [{ label: t('fact.key'), value: keyName ?? apiKeyId }]
    : [
        {
          label: t('fact.user'),
          value: (
            <Link to={`/users/${userId}`} className={link}>
              {userName ?? userId}
            </Link>
          ),
        },
        {
          label: t('fact.key'),
          value: (
            <Link to={`/users/${userId}/keys/${apiKeyId}`} className={link}>
              {keyName ?? apiKeyId}
            </Link>
          ),
        },
      ]
  const served = own
    ? []
    : [
        {
          label: t('fact.provider'),
          value: providerId && (
            <Link to={`/providers/${providerId}`} className={link}>
              {providerName ?? providerId}
            </Link>
          ),
        },
      ]
  const details = [
    ...whose,
    {
      label: t('fact.model'),
      value: <Models request={{ requestedModel: session.model, servedModel: session.servedModel }} />,
    },
    ...served,
    {
      label: t('fact.client'),
      value: session.clientName && [session.clientName, session.clientVersion].filter(Boolean).join(' '),
    },
    {
      label: t('fact.began'),
      value: <time dateTime={startedAt}>{format.fullDateTime(startedAt)}</time>,
    },
    { label: t('fact.duration'), value: format.duration(session.durationMs) },
    { label: t('fact.requests'), value: format.number(session.requests) },
    { label: t('fact.errors'), value: format.number(session.errors) },
    {
      label: t('fact.id'),
      value: (
        <span className="break-all font-mono text-xs" dir="ltr">
          {id}
        </span>
      ),
    },
  ]
  return (
    <Section title={t('facts')}>
      <DetailList details={details} />
    </Section>
  )
}
