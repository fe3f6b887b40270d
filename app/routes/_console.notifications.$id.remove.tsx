import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { ConfirmPage } from '#app/components/confirm-page'
import { useMessageWords } from '#app/components/messages/use-message-words'
import { orNotFound } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf } from '#app/lib/route-id.server'

export const handle = { titleKey: 'messages:remove.confirm' } satisfies PageHandle

export const loader = (args: LoaderFunctionArgs) =>
  orNotFound(requireAdmin(args).notifications.get({ id: idOf(args) }))

export async function action(args: ActionFunctionArgs) {
  await orNotFound(requireAdmin(args).notifications.remove({ id: idOf(args) }))
  return redirectWithFlash('/notifications/all', 'done.messageRemoved')
}

export default function RemoveNotification() {
  const { t } = useTranslation('messages')
  const { title } = useMessageWords()(useLoaderData<typeof loader>())
  return (
    <ConfirmPage
      title={t('remove.title', { title })}
      description={t('remove.text')}
      confirmLabel={t('remove.confirm')}
      cancelTo="/notifications/all"
    />
  )
}
