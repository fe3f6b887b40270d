import { redirect, type LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { SessionDetail } from '#app/components/sessions/session-detail'
import { isLoneRequest } from '#app/components/sessions/session-path'
import { orNotFound } from '#app/lib/caller-errors.server'
import type { PageHandle } from '#app/lib/page-handle'
import { pageOfUrl } from '#app/lib/page-of-url.server'
import { requireMember } from '#app/lib/require-member.server'
import { idOf } from '#app/lib/route-id.server'
import { useReadAgain } from '#app/lib/use-read-again'

export const handle = { titleKey: 'sessions:detail' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const { caller, viewer } = requireMember(args)
  const id = idOf(args)
  const of = { id: encodeURIComponent(id) }
  const session = await orNotFound(caller.sessions.get(of)).catch((error: unknown) => {
    throw isLoneRequest(id) ? redirect(`/my/requests/${id}`) : error
  })
  const requests = await orNotFound(caller.sessions.requests({ ...of, ...pageOfUrl(args.request) }))
  return { session, requests, mayEnd: viewer.scope !== 'read-only' }
}

export default function MySession() {
  const { session, requests, mayEnd } = useLoaderData<typeof loader>()
  useReadAgain(session.live > 0)
  return <SessionDetail session={session} requests={requests} own mayEnd={mayEnd} />
}
