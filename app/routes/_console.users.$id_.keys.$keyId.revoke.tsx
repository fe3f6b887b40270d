import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { ConfirmPage } from '#app/components/confirm-page'
import { orNotFound } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf, keyIdOf } from '#app/lib/route-id.server'

export const handle = { titleKey: 'users:keys.revoke.confirm' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const { userId, name } = await orNotFound(requireAdmin(args).keys.get({ id: keyIdOf(args) }))
  return { userId, name }
}

export async function action(args: ActionFunctionArgs) {
  await orNotFound(requireAdmin(args).keys.remove({ id: keyIdOf(args) }))
  return redirectWithFlash(`/users/${idOf(args)}`, 'done.keyRevoked')
}

export default function RevokeKey() {
  const { t } = useTranslation('users')
  const { userId, name } = useLoaderData<typeof loader>()
  return (
    <ConfirmPage
      title={t('keys.revoke.title', { name })}
      description={t('keys.revoke.text')}
      confirmLabel={t('keys.revoke.confirm')}
      cancelTo={`/users/${userId}`}
    />
  )
}
