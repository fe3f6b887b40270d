import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { ConfirmReset } from '#app/components/quota/confirm-reset'
import { orNotFound } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf } from '#app/lib/route-id.server'

export const handle = { titleKey: 'users:quota.reset.confirm' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const { id, name } = await orNotFound(requireAdmin(args).providers.get({ id: idOf(args) }))
  return { id, name }
}

export async function action(args: ActionFunctionArgs) {
  await orNotFound(requireAdmin(args).quota.resetProvider({ id: idOf(args) }))
  return redirectWithFlash(`/providers/${idOf(args)}/quota`, 'done.limitsReset')
}

export default function ResetProviderLimits() {
  const { id, name } = useLoaderData<typeof loader>()
  return <ConfirmReset name={name} cancelTo={`/providers/${id}/quota`} />
}
