import type { LoaderFunctionArgs } from '@remix-run/node'
import { Outlet } from '@remix-run/react'
import { AppShell } from '#app/components/app-shell'
import { ErrorMessage } from '#app/components/error-page'
import { requireMember } from '#app/lib/require-member.server'

/** The pages of users, who signed in with a key. Each asks for the user itself too: loaders run side by side. */
export function loader(args: LoaderFunctionArgs) {
  requireMember(args)
  return null
}

export default function My() {
  return (
    <AppShell member>
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
