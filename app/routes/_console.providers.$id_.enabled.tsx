import { redirect, type ActionFunctionArgs } from '@remix-run/node'
import { idOf } from '#app/lib/route-id.server'
import { switchEnabled } from '#app/lib/switch-enabled.server'

export const loader = () => redirect('/providers')

export const action = (args: ActionFunctionArgs) =>
  switchEnabled(args, ({ providers }, enabled) => providers.update({ id: idOf(args), enabled }))
