import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { ConfirmPage } from '#app/components/confirm-page'
import { orNotFound } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf } from '#app/lib/route-id.server'

export const handle = { titleKey: 'users:remove.confirm' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const { id, name } = await orNotFound(requireAdmin(args).users.get({ id: idOf(args) }))
  return { id, name }
}

export async function action(args: ActionFunctionArgs) {
  await orNotFound(requireAdmin(args).users.remove({ id: idOf(args) }))
  return redirectWithFlash('/users', 'done.userRemoved')
}

export default function RemoveUser() {
  const { t } = useTranslation('users')
  const { id, name } = useLoaderData<typeof loader>()
  return (
    <ConfirmPage
      title={t('remove.title', { name })}
      description={t('remove.text')}
      confirmLabel={t('remove.confirm')}
      cancelTo={`/users/${id}`}
    />
  )
}
