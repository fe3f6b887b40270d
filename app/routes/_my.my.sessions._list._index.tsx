import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { LiveSessionList } from '#app/components/sessions/live-session-list'
import type { PageHandle } from '#app/lib/page-handle'
import { requireMember } from '#app/lib/require-member.server'

export const handle = { titleKey: 'my:sessions.title' } satisfies PageHandle

export const loader = (args: LoaderFunctionArgs) => requireMember(args).caller.sessions.list({})

export default function MyLiveSessions() {
  const { t } = useTranslation('my')
  return <LiveSessionList initial={useLoaderData<typeof loader>()} own emptyText={t('sessions.empty')} />
}
