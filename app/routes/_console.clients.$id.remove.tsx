import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { ConfirmPage } from '#app/components/confirm-page'
import { orNotFound } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf } from '#app/lib/route-id.server'

export const handle = { titleKey: 'clients:remove.confirm' } satisfies PageHandle

export const loader = (args: LoaderFunctionArgs) =>
  orNotFound(requireAdmin(args).clientVersions.get({ id: idOf(args) }))

export async function action(args: ActionFunctionArgs) {
  await orNotFound(requireAdmin(args).clientVersions.remove({ id: idOf(args) }))
  return redirectWithFlash('/clients', 'done.ruleRemoved')
}

export default function RemoveClientRule() {
  const { t } = useTranslation('clients')
  const { id, clientName } = useLoaderData<typeof loader>()
  return (
    <ConfirmPage
      title={t('remove.title', { name: clientName })}
      description={t('remove.text')}
      confirmLabel={t('remove.confirm')}
      cancelTo={`/clients/${id}`}
    />
  )
}
