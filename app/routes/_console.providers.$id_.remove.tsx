import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { ConfirmPage } from '#app/components/confirm-page'
import { orNotFound } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf } from '#app/lib/route-id.server'

export const handle = { titleKey: 'providers:remove.confirm' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const { id, name } = await orNotFound(requireAdmin(args).providers.get({ id: idOf(args) }))
  return { id, name }
}

export async function action(args: ActionFunctionArgs) {
  await orNotFound(requireAdmin(args).providers.remove({ id: idOf(args) }))
  return redirectWithFlash('/providers', 'done.providerRemoved')
}

export default function RemoveProvider() {
  const { t } = useTranslation('providers')
  const { id, name } = useLoaderData<typeof loader>()
  return (
    <ConfirmPage
      title={t('remove.title', { name })}
      description={t('remove.text')}
      confirmLabel={t('remove.confirm')}
      cancelTo={`/providers/${id}`}
    />
  )
}
