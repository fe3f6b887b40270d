import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData, useSearchParams } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { JobTable } from '#app/components/jobs/job-table'
import { LiveMark } from '#app/components/sessions/live-mark'
import { EmptyState } from '#app/components/ui/empty-state'
import { PageHeader } from '#app/components/ui/page-header'
import { Pagination } from '#app/components/ui/pagination'
import type { PageHandle } from '#app/lib/page-handle'
import { pageOfUrl } from '#app/lib/page-of-url.server'
import { requireAdmin } from '#app/lib/require-admin.server'
import { useLive } from '#app/lib/use-live'

export const handle = { titleKey: 'jobs:title' } satisfies PageHandle

export const loader = (args: LoaderFunctionArgs) => requireAdmin(args).jobs.list(pageOfUrl(args.request))

export default function Jobs() {
  const { t } = useTranslation('jobs')
  const page = useLoaderData<typeof loader>()
  const [search] = useSearchParams()
  const { value, live } = useLive('jobs.live', {}, page)
  // Only the newest are followed; what is further back has ended long ago.
  const { items, nextCursor } = search.has('cursor') ? page : value
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={<LiveMark live={live} />} />
      {items.length === 0 ? (
        <EmptyState title={t('empty.title')}>{t('empty.text')}</EmptyState>
      ) : (
        <JobTable jobs={items} />
      )}
      <Pagination nextCursor={nextCursor} />
    </>
  )
}
