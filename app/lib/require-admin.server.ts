import { redirect, type AppLoadContext } from '@remix-run/node'

interface Guarded {
  request: Request
  context: AppLoadContext
}

/** The admin API for a signed-in admin. A user is sent to its own pages; anyone else to sign in, and brought back after. */
export function requireAdmin({ request, context }: Guarded): AppLoadContext['caller'] {
  const { viewer, caller } = context
  if (!viewer) throw redirectToSignIn(request)
  if (viewer.kind !== 'admin') throw redirect('/my')
  return caller
}

export function redirectToSignIn(request: Request): Response {
  const { pathname, search } = new URL(request.url)
  // A mutation cannot be repeated by coming back to its address with GET.
  const from = request.method === 'GET' ? `${pathname}${search}` : '/'
  return redirect(from === '/' ? '/login' : `/login?${new URLSearchParams({ returnTo: from }).toString()}`)
}
