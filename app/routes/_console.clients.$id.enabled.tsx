import { redirect, type ActionFunctionArgs } from '@remix-run/node'
import { idOf } from '#app/lib/route-id.server'
import { switchEnabled } from '#app/lib/switch-enabled.server'

export const loader = () => redirect('/clients')

export const action = (args: ActionFunctionArgs) =>
  switchEnabled(args, ({ clientVersions }, enabled) => clientVersions.update({ id: idOf(args), enabled }))
