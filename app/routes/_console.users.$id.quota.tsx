import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { QuotaSection } from '#app/components/quota/quota-section'
import { orNotFound } from '#app/lib/caller-errors.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf } from '#app/lib/route-id.server'

export const handle = { titleKey: 'users:quota.title' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const caller = requireAdmin(args)
  const id = idOf(args)
  const [user, quota] = await Promise.all([
    orNotFound(caller.users.get({ id })),
    orNotFound(caller.quota.ofUser({ id })),
  ])
  return { user, quota }
}

export default function UserQuota() {
  const { user, quota } = useLoaderData<typeof loader>()
  const { id, name, limitsResetAt } = user
  return (
    <QuotaSection
      name={name}
      quota={quota}
      limitsResetAt={limitsResetAt}
      resetTo={`/users/${id}/quota/reset`}
    />
  )
}
