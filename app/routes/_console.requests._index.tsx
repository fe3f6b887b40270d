import type { LoaderFunctionArgs } from '@remix-run/node'
import { Link, useLoaderData, useSearchParams } from '@remix-run/react'
import { Download } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { FilterForm } from '#app/components/requests/filter-form'
import { logFilterOf } from '#app/components/requests/request-filters'
import { RequestTable } from '#app/components/requests/request-table'
import { Button } from '#app/components/ui/button'
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
  const filter = logFilterOf(searchParams, Date.now())
  const [page, users, providers] = await Promise.all([
    caller.logs.list({ ...pageOfUrl(args.request), ...filter }),
    caller.users.list({ limit: MOST_CHOICES }),
    caller.providers.list({ limit: MOST_CHOICES }),
  ])
  const asked = Object.entries(filter).filter((pair): pair is [string, string] => pair[1] !== undefined)
  return {
    page,
    users: users.items.map(named),
    providers: providers.items.map(named),
    exportQuery: new URLSearchParams(asked).toString(),
  }
}

const named = ({ id, name }: { id: string; name: string }) => ({ id, name })

export default function Requests() {
  const { t } = useTranslation('requests')
  const { page, users, providers, exportQuery } = useLoaderData<typeof loader>()
  const [search] = useSearchParams()
  const filtered = search.size > 0
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={<Exports query={exportQuery} />}
      />
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

/** Everything that the filters leave, not only the page that is shown. */
function Exports({ query }: { query: string }) {
  const { t } = useTranslation(['requests', 'jobs'])
  return (
    <>
      <Button asChild variant="quiet">
        <Link to={`/jobs/export?${query}`}>{t('jobs:export.action')}</Link>
      </Button>
      {(['csv', 'json'] as const).map((format) => (
        <Button key={format} asChild>
          <a href={`/api/actions/logs/export?${query}${query && '&'}format=${format}`} download>
            <Download aria-hidden />
            {t(`export.${format}`)}
          </a>
        </Button>
      ))}
    </>
  )
}
