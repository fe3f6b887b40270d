import { redirect, type ActionFunctionArgs } from '@remix-run/node'
import { idOf } from '#app/lib/route-id.server'
import { switchEnabled } from '#app/lib/switch-enabled.server'

export const loader = () => redirect('/error-rules')

export const action = (args: ActionFunctionArgs) =>
  switchEnabled(args, ({ errorRules }, enabled) => errorRules.update({ id: idOf(args), enabled }))
