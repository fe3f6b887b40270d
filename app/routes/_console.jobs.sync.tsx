import type { ActionFunctionArgs } from '@remix-run/node'
import { redirect } from '@remix-run/node'
import { redirectWithFlash } from '#app/lib/flash.server'
import { requireAdmin } from '#app/lib/require-admin.server'

/** A button elsewhere posts here. */
export const loader = () => redirect('/prices/update')

export async function action(args: ActionFunctionArgs) {
  const { id } = await requireAdmin(args).jobs.syncPrices({})
  return redirectWithFlash(`/jobs/${id}`, 'done.jobStarted')
}
