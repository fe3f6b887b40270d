import type { ActionFunctionArgs, AppLoadContext } from '@remix-run/node'
import { orNotFound } from './caller-errors.server'
import { redirectWithFlash } from './flash.server'
import { requireAdmin } from './require-admin.server'
import { safeReturnTo } from './return-to'

/** Take what a switch in a list was set to (`EnabledToggle`), and go back there.
 * @param update by the caller, which has checked who asks */
export async function switchEnabled(
  args: ActionFunctionArgs,
  update: (caller: AppLoadContext['caller'], enabled: boolean) => Promise<unknown>,
) {
  const caller = requireAdmin(args)
  const form = await args.request.formData()
  const enabled = form.get('enabled') === 'on'
  await orNotFound(update(caller, enabled))
  return redirectWithFlash(
    safeReturnTo(form.get('returnTo')),
    enabled ? 'done.switchedOn' : 'done.switchedOff',
  )
}
