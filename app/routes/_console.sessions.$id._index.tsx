import { redirect, type LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { SessionDetail } from '#app/components/sessions/session-detail'
import { isLoneRequest } from '#app/components/sessions/session-path'
import { orNotFound } from '#app/lib/caller-errors.server'
import type { PageHandle } from '#app/lib/page-handle'
import { pageOfUrl } from '#app/lib/page-of-url.server'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf } from '#app/lib/route-id.server'
import { useReadAgain } from '#app/lib/use-read-again'

export const handle = { titleKey: 'sessions:detail' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const { sessions, settings } = requireAdmin(args)
  const id = encodeURIComponent(idOf(args))
  const shown = new URL(args.request.url).searchParams.get('preview')
  const session = await orNotFound(sessions.get({ id })).catch((error: unknown) => {
    // One without a conversation was one request, and has ended.
    throw isLoneRequest(idOf(args)) ? redirect(`/requests/${id}`) : error
  })
  const [requests, { values }, preview] = await Promise.all([
    orNotFound(sessions.requests({ id, ...pageOfUrl(args.request) })),
    settings.get(),
    // It ends with the answer.
    shown === null ? null : sessions.preview({ id: shown }).catch(() => ({ text: null })),
  ])
  return { session, requests, preview, previews: values.streamPreview }
}

export default function Session() {
  const { session, requests, preview, previews } = useLoaderData<typeof loader>()
  // It also goes on looking at an open preview.
  useReadAgain(session.live > 0)
  return <SessionDetail session={session} requests={requests} preview={preview} previews={previews} mayEnd />
}
