import { redirect, type ActionFunctionArgs } from '@remix-run/node'
import { keyIdOf } from '#app/lib/route-id.server'
import { switchEnabled } from '#app/lib/switch-enabled.server'

export const loader = () => redirect('/users')

export const action = (args: ActionFunctionArgs) =>
  switchEnabled(args, ({ keys }, enabled) => keys.update({ id: keyIdOf(args), enabled }))
