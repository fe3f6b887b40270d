import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { InboxList } from '#app/components/messages/inbox-list'
import { markRead } from '#app/components/messages/mark-read.server'
import type { PageHandle } from '#app/lib/page-handle'
import { pageOfUrl } from '#app/lib/page-of-url.server'
import { requireAdmin } from '#app/lib/require-admin.server'

export const handle = { titleKey: 'messages:title' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const { notifications } = requireAdmin(args)
  const [page, { unread }] = await Promise.all([
    notifications.inbox(pageOfUrl(args.request)),
    notifications.unread(),
  ])
  return { page, unread }
}

export const action = (args: ActionFunctionArgs) => markRead(args.request, requireAdmin(args))

export default function Inbox() {
  return <InboxList {...useLoaderData<typeof loader>()} />
}
