import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData, useSearchParams } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { AppShell } from '#app/components/app-shell'
import { LeaderboardForm } from '#app/components/leaderboard/leaderboard-form'
import { readLeaderboardQuery } from '#app/components/leaderboard/leaderboard-query'
import { LeaderboardTable } from '#app/components/leaderboard/leaderboard-table'
import { readVisibility, VisibilityForm } from '#app/components/leaderboard/visibility-form'
import { saveSettings } from '#app/components/settings/save-settings.server'
import { EmptyState } from '#app/components/ui/empty-state'
import { PageHeader } from '#app/components/ui/page-header'
import { isForbidden } from '#app/lib/caller-errors.server'
import type { PageHandle } from '#app/lib/page-handle'
import { readTimeZone } from '#app/lib/preferences.server'
import { redirectToSignIn } from '#app/lib/require-admin.server'

export const handle = { titleKey: 'leaderboard:title' } satisfies PageHandle

/** The one page that admins and users share. */
export async function loader({ request, context: { viewer, caller } }: LoaderFunctionArgs) {
  if (!viewer) throw redirectToSignIn(request)
  const admin = viewer.kind === 'admin'
  const query = readLeaderboardQuery(new URL(request.url).searchParams)
  const timeZone = await readTimeZone(request)
  const [leaderboard, settings] = await Promise.all([
    caller.leaderboard.get({ ...query, timeZone }).catch((error: unknown) => {
      if (isForbidden(error)) return null
      throw error
    }),
    admin ? caller.settings.get() : null,
  ])
  return { admin, query, leaderboard, settings }
}

export const action = (args: ActionFunctionArgs) => saveSettings(args, readVisibility)

export default function Leaderboard() {
  const { t } = useTranslation('leaderboard')
  const { admin, query, leaderboard, settings } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const [search] = useSearchParams()
  if (!leaderboard)
    return (
      <AppShell member={!admin}>
        <PageHeader title={t('title')} />
        <EmptyState title={t('off.title')}>{t('off.text')}</EmptyState>
      </AppShell>
    )
  const { timeZone, anonymous, entries } = leaderboard
  return (
    <AppShell member={!admin}>
      <PageHeader
        title={t('title')}
        description={`${t('description', { timeZone })}${anonymous ? ` ${t('anonymous')}` : ''}`}
      />
      {/* Made anew when the address changes by other means than this form. */}
      <LeaderboardForm key={search.toString()} query={query} />
      {entries.length === 0 ? (
        <EmptyState title={t('empty.title')}>{t('empty.text')}</EmptyState>
      ) : (
        <LeaderboardTable leaderboard={leaderboard} rank={query.rank} admin={admin} />
      )}
      {settings && <VisibilityForm settings={settings} answer={answer} />}
    </AppShell>
  )
}
