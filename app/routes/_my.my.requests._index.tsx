import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { RequestTable } from '#app/components/requests/request-table'
import { EmptyState } from '#app/components/ui/empty-state'
import { PageHeader } from '#app/components/ui/page-header'
import { Pagination } from '#app/components/ui/pagination'
import type { PageHandle } from '#app/lib/page-handle'
import { pageOfUrl } from '#app/lib/page-of-url.server'
import { requireMember } from '#app/lib/require-member.server'

export const handle = { titleKey: 'my:requests.title' } satisfies PageHandle

export const loader = (args: LoaderFunctionArgs) =>
  requireMember(args).caller.logs.list(pageOfUrl(args.request))

export default function MyRequests() {
  const { t } = useTranslation(['my', 'requests'])
  const { items, nextCursor } = useLoaderData<typeof loader>()
  return (
    <>
      <PageHeader title={t('my:requests.title')} description={t('my:requests.description')} />
      {items.length === 0 ? (
        <EmptyState title={t('requests:empty.title')}>{t('my:requests.empty')}</EmptyState>
      ) : (
        <>
          <RequestTable requests={items} own />
          <Pagination nextCursor={nextCursor} />
        </>
      )}
    </>
  )
}
