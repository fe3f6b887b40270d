import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { InboxList } from '#app/components/messages/inbox-list'
import { markRead } from '#app/components/messages/mark-read.server'
import { PageHeader } from '#app/components/ui/page-header'
import type { PageHandle } from '#app/lib/page-handle'
import { pageOfUrl } from '#app/lib/page-of-url.server'
import { requireMember } from '#app/lib/require-member.server'

export const handle = { titleKey: 'messages:title' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const { notifications } = requireMember(args).caller
  const [page, { unread }] = await Promise.all([
    notifications.inbox(pageOfUrl(args.request)),
    notifications.unread(),
  ])
  return { page, unread }
}

export const action = (args: ActionFunctionArgs) => markRead(args.request, requireMember(args).caller)

export default function MyNotifications() {
  const { t } = useTranslation('messages')
  return (
    <>
      <PageHeader title={t('title')} description={t('myDescription')} />
      <InboxList {...useLoaderData<typeof loader>()} />
    </>
  )
}
