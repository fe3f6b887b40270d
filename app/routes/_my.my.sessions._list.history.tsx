import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { SessionTable } from '#app/components/sessions/session-table'
import { EmptyState } from '#app/components/ui/empty-state'
import { Pagination } from '#app/components/ui/pagination'
import type { PageHandle } from '#app/lib/page-handle'
import { pageOfUrl } from '#app/lib/page-of-url.server'
import { requireMember } from '#app/lib/require-member.server'

export const handle = { titleKey: 'sessions:tabs.history' } satisfies PageHandle

export const loader = (args: LoaderFunctionArgs) =>
  requireMember(args).caller.sessions.history(pageOfUrl(args.request))

export default function MyPastSessions() {
  const { t } = useTranslation('sessions')
  const { items, nextCursor } = useLoaderData<typeof loader>()
  return (
    <>
      {items.length === 0 ? (
        <EmptyState title={t('noHistory.title')}>{t('noHistory.text')}</EmptyState>
      ) : (
        <SessionTable sessions={items} own />
      )}
      <Pagination nextCursor={nextCursor} />
    </>
  )
}
