import type { LoaderFunctionArgs } from '@remix-run/node'
import { Outlet, useLoaderData } from '@remix-run/react'
import { AppShell } from '#app/components/app-shell'
import { ErrorMessage } from '#app/components/error-page'
import { JobToasts } from '#app/components/jobs/job-toasts'
import { readOpenJobs } from '#app/components/jobs/read-open-jobs.server'
import { countUnread } from '#app/components/messages/count-unread.server'
import { requireAdmin } from '#app/lib/require-admin.server'

/** Everything behind the sign-in. Each page asks for the admin itself too: loaders run side by side. */
export async function loader(args: LoaderFunctionArgs) {
  const caller = requireAdmin(args)
  const [{ unread }, openJobs] = await Promise.all([countUnread(caller), readOpenJobs(caller)])
  return { unread, openJobs }
}

export default function Console() {
  const { unread, openJobs } = useLoaderData<typeof loader>()
  return (
    <AppShell unread={unread}>
      <Outlet />
      <JobToasts open={openJobs} />
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
