import { redirect, type ActionFunctionArgs } from '@remix-run/node'
import { idOf } from '#app/lib/route-id.server'
import { switchEnabled } from '#app/lib/switch-enabled.server'

export const loader = () => redirect('/words')

export const action = (args: ActionFunctionArgs) =>
  switchEnabled(args, ({ sensitiveWords }, enabled) => sensitiveWords.update({ id: idOf(args), enabled }))
