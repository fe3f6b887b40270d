import { redirect, type LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData, useRevalidator } from '@remix-run/react'
import { CircleStop } from 'lucide-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { RequestTable } from '#app/components/requests/request-table'
import { TokenList } from '#app/components/requests/token-list'
import { PreviewSection } from '#app/components/sessions/preview-section'
import { SessionFacts } from '#app/components/sessions/session-facts'
import { sessionPath, shortSession } from '#app/components/sessions/session-path'
import { SessionState } from '#app/components/sessions/session-table'
import { UnderWayTable } from '#app/components/sessions/under-way-table'
import { ConfirmLink } from '#app/components/ui/confirm-link'
import { EmptyState } from '#app/components/ui/empty-state'
import { PageHeader } from '#app/components/ui/page-header'
import { Pagination } from '#app/components/ui/pagination'
import { Section } from '#app/components/ui/section'
import { orNotFound } from '#app/lib/caller-errors.server'
import type { PageHandle } from '#app/lib/page-handle'
import { pageOfUrl } from '#app/lib/page-of-url.server'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf } from '#app/lib/route-id.server'

export const handle = { titleKey: 'sessions:detail' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const { sessions, settings } = requireAdmin(args)
  const id = encodeURIComponent(idOf(args))
  const shown = new URL(args.request.url).searchParams.get('preview')
  const session = await orNotFound(sessions.get({ id })).catch((error: unknown) => {
    // One without a conversation was one request, and has ended.
    throw isLoneRequest(id) ? redirect(`/requests/${id}`) : error
  })
  const [requests, { values }, preview] = await Promise.all([
    orNotFound(sessions.requests({ id, ...pageOfUrl(args.request) })),
    settings.get(),
    // It ends with the answer.
    shown === null ? null : sessions.preview({ id: shown }).catch(() => ({ text: null })),
  ])
  return { session, requests, preview, previews: values.streamPreview }
}

const isLoneRequest = (id: string): boolean => !decodeURIComponent(id).includes(':')

const AGAIN_MS = 1_000

export default function SessionDetail() {
  const { t } = useTranslation('sessions')
  const { session, requests, preview, previews } = useLoaderData<typeof loader>()
  const { id, live, underWay, userName, userId } = session
  useReadAgain(live > 0)
  return (
    <>
      <PageHeader
        title={
          <span className="inline-flex flex-wrap items-center gap-2.5">
            {userName ?? userId}
            <SessionState live={live} />
          </span>
        }
        description={
          <span className="break-all font-mono text-xs" dir="ltr">
            {shortSession(id)}
          </span>
        }
        parent={{ to: '/sessions', label: t('title') }}
        actions={
          live > 0 && (
            <ConfirmLink
              to={`${sessionPath(id)}/terminate`}
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
      />
      {underWay.length > 0 && (
        <Section title={t('underWay')} {...(!previews && { description: t('preview.off') })}>
          <UnderWayTable sessionId={id} requests={underWay} preview={previews} />
        </Section>
      )}
      {preview && <PreviewSection text={preview.text} />}
      <div className="mt-8 grid items-start gap-x-8 lg:grid-cols-2">
        <SessionFacts session={session} />
        <div className="min-w-0 max-lg:mt-8">
          <TokenList usage={session.usage} estimated={session.estimated} costUsd={session.costUsd} />
        </div>
      </div>
      <Section title={t('timeline.title')} description={t('timeline.text')}>
        {requests.items.length === 0 ? (
          <EmptyState title={t('timeline.empty')}>{t('timeline.emptyText')}</EmptyState>
        ) : (
          <RequestTable requests={requests.items} />
        )}
        <Pagination nextCursor={requests.nextCursor} />
      </Section>
    </>
  )
}

/** While something is under way the page reads it again and again, and so goes on looking at an open preview. */
function useReadAgain(on: boolean): void {
  const { revalidate, state } = useRevalidator()
  useEffect(() => {
    if (!on || state !== 'idle') return
    const timer = setTimeout(() => {
      if (document.visibilityState === 'visible') revalidate()
    }, AGAIN_MS)
    return () => {
      clearTimeout(timer)
    }
  }, [on, state, revalidate])
}
