import type { LoaderFunctionArgs } from '@remix-run/node'
import { Link, useLoaderData, useSearchParams } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { FilterForm } from '#app/components/requests/filter-form'
import { logFilterOf } from '#app/components/requests/request-filters'
import { RequestTable } from '#app/components/requests/request-table'
import { EmptyState } from '#app/components/ui/empty-state'
import { PageHeader } from '#app/components/ui/page-header'
import { Pagination } from '#app/components/ui/pagination'
import type { PageHandle } from '#app/lib/page-handle'
import { pageOfUrl } from '#app/lib/page-of-url.server'
import { requireAdmin } from '#app/lib/require-admin.server'

export const handle = { titleKey: 'requests:title' } satisfies PageHandle

/** As many as one page of the admin API holds. */
const MOST_CHOICES = 200

export async function loader(args: LoaderFunctionArgs) {
  const caller = requireAdmin(args)
  const { searchParams } = new URL(args.request.url)
  const [page, users, providers] = await Promise.all([
    caller.logs.list({ ...pageOfUrl(args.request), ...logFilterOf(searchParams, Date.now()) }),
    caller.users.list({ limit: MOST_CHOICES }),
    caller.providers.list({ limit: MOST_CHOICES }),
  ])
  return { page, users: users.items.map(named), providers: providers.items.map(named) }
}

const named = ({ id, name }: { id: string; name: string }) => ({ id, name })

export default function Requests() {
  const { t } = useTranslation('requests')
  const { page, users, providers } = useLoaderData<typeof loader>()
  const [search] = useSearchParams()
  const filtered = search.size > 0
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <FilterForm users={users} providers={providers} />
      {page.items.length === 0 ? (
        <EmptyState
          title={t(filtered ? 'nothingFound.title' : 'empty.title')}
          action={
            filtered && (
              <Link to="/requests" className="text-sm font-medium text-accent hover:underline">
                {t('filter.clear')}
              </Link>
            )
          }
        >
          {t(filtered ? 'nothingFound.text' : 'empty.text')}
        </EmptyState>
      ) : (
        <>
          <RequestTable requests={page.items} />
          <Pagination nextCursor={page.nextCursor} />
        </>
      )}
    </>
  )
}
