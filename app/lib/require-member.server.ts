import { redirect, type AppLoadContext } from '@remix-run/node'
import type { MemberViewer } from '#server/domain/viewer'
import { redirectToSignIn } from './require-admin.server'

interface Guarded {
  request: Request
  context: AppLoadContext
}

/** The admin API for a user who signed in with a key; it answers what is the user's own. */
export function requireMember({ request, context }: Guarded): {
  caller: AppLoadContext['caller']
  viewer: MemberViewer
} {
  const { viewer, caller } = context
  if (!viewer) throw redirectToSignIn(request)
  // An admin has nothing of its own here.
  if (viewer.kind === 'admin') throw redirect('/')
  return { caller, viewer }
}
