import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { ConfirmReset } from '#app/components/quota/confirm-reset'
import { orNotFound } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf, keyIdOf } from '#app/lib/route-id.server'

export const handle = { titleKey: 'users:quota.reset.confirm' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const { id, userId, name } = await orNotFound(requireAdmin(args).keys.get({ id: keyIdOf(args) }))
  return { id, userId, name }
}

export async function action(args: ActionFunctionArgs) {
  await orNotFound(requireAdmin(args).quota.resetKey({ id: keyIdOf(args) }))
  return redirectWithFlash(`/users/${idOf(args)}/keys/${keyIdOf(args)}`, 'done.limitsReset')
}

export default function ResetKeyLimits() {
  const { id, userId, name } = useLoaderData<typeof loader>()
  return <ConfirmReset name={name} cancelTo={`/users/${userId}/keys/${id}`} />
}
