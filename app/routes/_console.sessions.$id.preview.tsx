import { redirect } from '@remix-run/node'
import type { ActionFunctionArgs } from '@remix-run/node'
import { sessionPath } from '#app/components/sessions/session-path'
import { orNotFound } from '#app/lib/caller-errors.server'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf } from '#app/lib/route-id.server'

export const loader = (args: ActionFunctionArgs) => redirect(sessionPath(idOf(args)))

/** Begin to look at an answer, which is written down, and show it on the page of its session. */
export async function action(args: ActionFunctionArgs) {
  const requestId = (await args.request.formData()).get('requestId')
  if (typeof requestId !== 'string') throw new Response(null, { status: 400 })
  await orNotFound(requireAdmin(args).sessions.openPreview({ id: requestId }))
  return redirect(`${sessionPath(idOf(args))}?preview=${encodeURIComponent(requestId)}`)
}
