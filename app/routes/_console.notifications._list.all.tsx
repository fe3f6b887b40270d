import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { MessageTable } from '#app/components/messages/message-table'
import { EmptyState } from '#app/components/ui/empty-state'
import { Pagination } from '#app/components/ui/pagination'
import type { PageHandle } from '#app/lib/page-handle'
import { pageOfUrl } from '#app/lib/page-of-url.server'
import { requireAdmin } from '#app/lib/require-admin.server'

export const handle = { titleKey: 'messages:all.title' } satisfies PageHandle

export const loader = (args: LoaderFunctionArgs) =>
  requireAdmin(args).notifications.list(pageOfUrl(args.request))

export default function AllNotifications() {
  const { t } = useTranslation('messages')
  const { items, nextCursor } = useLoaderData<typeof loader>()
  if (items.length === 0) return <EmptyState title={t('all.empty')}>{t('all.emptyText')}</EmptyState>
  return (
    <>
      <MessageTable messages={items} />
      <Pagination nextCursor={nextCursor} />
    </>
  )
}
