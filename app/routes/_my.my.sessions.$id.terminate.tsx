import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { ConfirmPage } from '#app/components/confirm-page'
import { isLoneRequest, sessionPath } from '#app/components/sessions/session-path'
import { orNotFound } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireMember } from '#app/lib/require-member.server'
import { idOf } from '#app/lib/route-id.server'

export const handle = { titleKey: 'sessions:terminate.action' } satisfies PageHandle

export const loader = (args: LoaderFunctionArgs) =>
  orNotFound(requireMember(args).caller.sessions.get({ id: encodeURIComponent(idOf(args)) }))

export async function action(args: ActionFunctionArgs) {
  const id = idOf(args)
  await orNotFound(requireMember(args).caller.sessions.terminate({ id: encodeURIComponent(id) }))
  return redirectWithFlash(isLoneRequest(id) ? '/my/sessions' : sessionPath(id, true), 'done.sessionEnded')
}

export default function TerminateMySession() {
  const { t } = useTranslation('sessions')
  const { id, live } = useLoaderData<typeof loader>()
  return (
    <ConfirmPage
      title={t('terminate.title')}
      description={t('terminate.text', { count: live })}
      confirmLabel={t('terminate.confirm')}
      cancelTo={sessionPath(id, true)}
    />
  )
}
