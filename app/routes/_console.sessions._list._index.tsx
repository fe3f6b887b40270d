import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { LiveMark } from '#app/components/sessions/live-mark'
import { SessionTable } from '#app/components/sessions/session-table'
import { EmptyState } from '#app/components/ui/empty-state'
import { Notice } from '#app/components/ui/notice'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { useLive } from '#app/lib/use-live'
import type { SessionListView } from '#server/trpc/schemas/session'

export const handle = { titleKey: 'sessions:title' } satisfies PageHandle

export const loader = (args: LoaderFunctionArgs) => requireAdmin(args).sessions.list({})

export default function LiveSessions() {
  const { t } = useTranslation('sessions')
  const { value, live } = useLive<SessionListView>('sessions.live', {}, useLoaderData<typeof loader>())
  const { items, missing } = value
  return (
    <>
      {missing > 0 && (
        <Notice tone="warn" title={t('missing.title')} className="mb-4">
          {t('missing.text', { count: missing })}
        </Notice>
      )}
      <p className="mb-2 flex items-center justify-between gap-4 text-sm text-ink-muted">
        {t('count', { count: items.filter((session) => session.live > 0).length })}
        <LiveMark live={live} />
      </p>
      {items.length === 0 ? (
        <EmptyState title={t('empty.title')}>{t('empty.text')}</EmptyState>
      ) : (
        <SessionTable sessions={items} />
      )}
    </>
  )
}
