import type { LoaderFunctionArgs } from '@remix-run/node'
import { Outlet } from '@remix-run/react'
import { AppShell } from '#app/components/app-shell'
import { ErrorMessage } from '#app/components/error-page'
import { requireAdmin } from '#app/lib/require-admin.server'

/** Everything behind the sign-in. Each page asks for the admin itself too: loaders run side by side. */
export function loader(args: LoaderFunctionArgs) {
  requireAdmin(args)
  return null
}

export default function Console() {
  return (
    <AppShell>
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
