import { redirect, type ActionFunctionArgs } from '@remix-run/node'
import { isRefusal, orNotFound } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import { requireAdmin } from '#app/lib/require-admin.server'
import { safeReturnTo } from '#app/lib/return-to'
import { idOf } from '#app/lib/route-id.server'

export const loader = () => redirect('/webhooks/deliveries')

export async function action(args: ActionFunctionArgs) {
  const caller = requireAdmin(args)
  const to = safeReturnTo((await args.request.formData()).get('returnTo'))
  try {
    await orNotFound(caller.webhooks.retryDelivery({ id: idOf(args) }))
    return await redirectWithFlash(to, 'done.deliveryRetried')
  } catch (error) {
    // It was sent meanwhile: the list says so.
    if (isRefusal(error)) return redirect(to)
    throw error
  }
}
