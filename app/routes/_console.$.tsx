import type { LoaderFunctionArgs } from '@remix-run/node'
import { requireAdmin } from '#app/lib/require-admin.server'

export function loader(args: LoaderFunctionArgs) {
  requireAdmin(args)
  throw new Response(null, { status: 404 })
}

export default function NotFound() {
  return null
}
