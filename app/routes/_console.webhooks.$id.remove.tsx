import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { ConfirmPage } from '#app/components/confirm-page'
import { orNotFound } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf } from '#app/lib/route-id.server'

export const handle = { titleKey: 'webhooks:remove.confirm' } satisfies PageHandle

export const loader = (args: LoaderFunctionArgs) =>
  orNotFound(requireAdmin(args).webhooks.get({ id: idOf(args) }))

export async function action(args: ActionFunctionArgs) {
  await orNotFound(requireAdmin(args).webhooks.remove({ id: idOf(args) }))
  return redirectWithFlash('/webhooks', 'done.webhookRemoved')
}

export default function RemoveWebhook() {
  const { t } = useTranslation('webhooks')
  const { id, name } = useLoaderData<typeof loader>()
  return (
    <ConfirmPage
      title={t('remove.title', { name })}
      description={t('remove.text')}
      confirmLabel={t('remove.confirm')}
      cancelTo={`/webhooks/${id}`}
    />
  )
}
