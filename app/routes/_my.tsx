import type { LoaderFunctionArgs } from '@remix-run/node'
import { Outlet, useLoaderData } from '@remix-run/react'
import { AppShell } from '#app/components/app-shell'
import { ErrorMessage } from '#app/components/error-page'
import { countUnread } from '#app/components/messages/count-unread.server'
import { requireMember } from '#app/lib/require-member.server'

/** The pages of users, who signed in with a key. Each asks for the user itself too: loaders run side by side. */
export const loader = (args: LoaderFunctionArgs) => countUnread(requireMember(args).caller)

export default function My() {
  return (
    <AppShell member unread={useLoaderData<typeof loader>().unread}>
      <Outlet />
    </AppShell>
  )
}

export function ErrorBoundary() {
  return (
    <AppShell member>
      <ErrorMessage />
    </AppShell>
  )
}
