import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { ConfirmPage } from '#app/components/confirm-page'
import { orNotFound } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireMember } from '#app/lib/require-member.server'
import { keyIdOf } from '#app/lib/route-id.server'

export const handle = { titleKey: 'users:keys.revoke.confirm' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const { name } = await orNotFound(requireMember(args).caller.keys.get({ id: keyIdOf(args) }))
  return { name }
}

export async function action(args: ActionFunctionArgs) {
  await orNotFound(requireMember(args).caller.keys.remove({ id: keyIdOf(args) }))
  return redirectWithFlash('/my/keys', 'done.keyRevoked')
}

export default function RevokeOwnKey() {
  const { t } = useTranslation('users')
  const { name } = useLoaderData<typeof loader>()
  return (
    <ConfirmPage
      title={t('keys.revoke.title', { name })}
      description={t('keys.revoke.text')}
      confirmLabel={t('keys.revoke.confirm')}
      cancelTo="/my/keys"
    />
  )
}
