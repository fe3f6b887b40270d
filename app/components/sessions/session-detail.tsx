import { CircleStop } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { RequestTable } from '#app/components/requests/request-table'
import { TokenList } from '#app/components/requests/token-list'
import { ConfirmLink } from '#app/components/ui/confirm-link'
import { EmptyState } from '#app/components/ui/empty-state'
import { PageHeader } from '#app/components/ui/page-header'
import { Pagination } from '#app/components/ui/pagination'
import { Section } from '#app/components/ui/section'
import type { LogView } from '#server/trpc/schemas/log'
import type { SessionDetailView } from '#server/trpc/schemas/session'
import { PreviewSection } from './preview-section'
import { SessionFacts } from './session-facts'
import { sessionPath, shortSession } from './session-path'
import { SessionState } from './session-table'
import { UnderWayTable } from './under-way-table'

interface SessionDetailProps {
  session: SessionDetailView
  requests: { items: LogView[]; nextCursor: string | null }
  /** The answer that is looked at. */
  preview?: { text: string | null } | null
  /** Answers may be looked at. */
  previews?: boolean
  /** Of whoever looks, who is not told of providers. */
  own?: boolean
  mayEnd: boolean
}

/** One conversation: what it has under way, what it took, what it has done. */
export function SessionDetail({
  session,
  requests,
  preview = null,
  previews = false,
  own = false,
  mayEnd,
}: SessionDetailProps) {
  const { t } = useTranslation(['sessions', 'my'])
  const { id, live, underWay } = session
  return (
    <>
      <PageHeader
        title={
          <span className="inline-flex flex-wrap items-center gap-2.5">
            {own ? (session.keyName ?? session.apiKeyId) : (session.userName ?? session.userId)}
            <SessionState live={live} />
          </span>
        }
        description={
          <span className="break-all font-mono text-xs" dir="ltr">
            {shortSession(id)}
          </span>
        }
        parent={
          own ? { to: '/my/sessions', label: t('my:sessions.title') } : { to: '/sessions', label: t('title') }
        }
        actions={mayEnd && live > 0 && <EndSession to={`${sessionPath(id, own)}/terminate`} live={live} />}
      />
      {underWay.length > 0 && (
        <Section title={t('underWay')} {...(!own && !previews && { description: t('preview.off') })}>
          <UnderWayTable sessionId={id} requests={underWay} preview={previews} own={own} />
        </Section>
      )}
      {preview && <PreviewSection text={preview.text} />}
      <div className="mt-8 grid items-start gap-x-8 lg:grid-cols-2">
        <SessionFacts session={session} own={own} />
        <div className="min-w-0 max-lg:mt-8">
          <TokenList usage={session.usage} estimated={session.estimated} costUsd={session.costUsd} />
        </div>
      </div>
      <Section title={t('timeline.title')} description={t('timeline.text')}>
        {requests.items.length === 0 ? (
          <EmptyState title={t('timeline.empty')}>{t('timeline.emptyText')}</EmptyState>
        ) : (
          <RequestTable requests={requests.items} own={own} />
        )}
        <Pagination nextCursor={requests.nextCursor} />
      </Section>
    </>
  )
}

function EndSession({ to, live }: { to: string; live: number }) {
  const { t } = useTranslation('sessions')
  return (
    <ConfirmLink
      to={to}
      title={t('terminate.title')}
      description={t('terminate.text', { count: live })}
      confirmLabel={t('terminate.confirm')}
      variant="destructive"
    >
      <CircleStop aria-hidden />
      {t('terminate.action')}
    </ConfirmLink>
  )
}
