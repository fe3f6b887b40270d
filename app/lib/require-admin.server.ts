import { redirect, type AppLoadContext } from '@remix-run/node'

interface Guarded {
  request: Request
  context: AppLoadContext
}

/** The admin API for a signed-in request; anyone else is sent to sign in and brought back after. */
export function requireAdmin({ request, context }: Guarded): AppLoadContext['caller'] {
  if (context.session) return context.caller
  const { pathname, search } = new URL(request.url)
  // A mutation cannot be repeated by coming back to its address with GET.
  const from = request.method === 'GET' ? `${pathname}${search}` : '/'
  throw redirect(from === '/' ? '/login' : `/login?${new URLSearchParams({ returnTo: from }).toString()}`)
}
