import type { LoaderFunctionArgs } from '@remix-run/node'
import { Outlet, useLoaderData } from '@remix-run/react'
import { AppShell } from '#app/components/app-shell'
import { ErrorMessage } from '#app/components/error-page'
import { countUnread } from '#app/components/messages/count-unread.server'
import { requireAdmin } from '#app/lib/require-admin.server'

/** Everything behind the sign-in. Each page asks for the admin itself too: loaders run side by side. */
export const loader = (args: LoaderFunctionArgs) => countUnread(requireAdmin(args))

export default function Console() {
  return (
    <AppShell unread={useLoaderData<typeof loader>().unread}>
      <Outlet />
    </AppShell>
  )
}

export function ErrorBoundary() {
  return (
    <AppShell>
      <ErrorMessage />
    </AppShell>
  )
}
