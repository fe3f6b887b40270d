import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { ConfirmPage } from '#app/components/confirm-page'
import { orNotFound } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf } from '#app/lib/route-id.server'

export const handle = { titleKey: 'providers:health.reset.confirm' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const { id, name } = await orNotFound(requireAdmin(args).providers.get({ id: idOf(args) }))
  return { id, name }
}

export async function action(args: ActionFunctionArgs) {
  const id = idOf(args)
  await orNotFound(requireAdmin(args).providerHealth.reset({ id }))
  return redirectWithFlash(`/providers/${id}/health`, 'done.healthReset')
}

export default function ResetProvider() {
  const { t } = useTranslation('providers')
  const { id, name } = useLoaderData<typeof loader>()
  return (
    <ConfirmPage
      title={t('health.reset.title', { name })}
      description={t('health.reset.text')}
      confirmLabel={t('health.reset.confirm')}
      cancelTo={`/providers/${id}/health`}
    />
  )
}
