import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { LiveSessionList } from '#app/components/sessions/live-session-list'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'

export const handle = { titleKey: 'sessions:title' } satisfies PageHandle

export const loader = (args: LoaderFunctionArgs) => requireAdmin(args).sessions.list({})

export default function LiveSessions() {
  const { t } = useTranslation('sessions')
  return <LiveSessionList initial={useLoaderData<typeof loader>()} emptyText={t('empty.text')} />
}
