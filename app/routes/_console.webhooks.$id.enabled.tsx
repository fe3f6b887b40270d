import { redirect, type ActionFunctionArgs } from '@remix-run/node'
import { orNotFound } from '#app/lib/caller-errors.server'
import { requireAdmin } from '#app/lib/require-admin.server'
import { safeReturnTo } from '#app/lib/return-to'
import { idOf } from '#app/lib/route-id.server'

export const loader = () => redirect('/webhooks')

export async function action(args: ActionFunctionArgs) {
  const caller = requireAdmin(args)
  const form = await args.request.formData()
  await orNotFound(caller.webhooks.update({ id: idOf(args), enabled: form.get('enabled') === 'on' }))
  return redirect(safeReturnTo(form.get('returnTo')))
}
