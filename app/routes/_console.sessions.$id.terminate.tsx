import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { ConfirmPage } from '#app/components/confirm-page'
import { isLoneRequest, sessionPath } from '#app/components/sessions/session-path'
import { orNotFound } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf } from '#app/lib/route-id.server'

export const handle = { titleKey: 'sessions:terminate.action' } satisfies PageHandle

export const loader = (args: LoaderFunctionArgs) =>
  orNotFound(requireAdmin(args).sessions.get({ id: encodeURIComponent(idOf(args)) }))

export async function action(args: ActionFunctionArgs) {
  const id = idOf(args)
  await orNotFound(requireAdmin(args).sessions.terminate({ id: encodeURIComponent(id) }))
  return redirectWithFlash(isLoneRequest(id) ? '/sessions' : sessionPath(id), 'done.sessionEnded')
}

export default function TerminateSession() {
  const { t } = useTranslation('sessions')
  const { id, live } = useLoaderData<typeof loader>()
  return (
    <ConfirmPage
      title={t('terminate.title')}
      description={t('terminate.text', { count: live })}
      confirmLabel={t('terminate.confirm')}
      cancelTo={sessionPath(id)}
    />
  )
}
