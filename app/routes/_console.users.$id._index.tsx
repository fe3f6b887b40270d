import type { LoaderFunctionArgs } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { Plus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/components/ui/button'
import { EmptyState } from '#app/components/ui/empty-state'
import { Pagination } from '#app/components/ui/pagination'
import { KeyTable } from '#app/components/users/key-table'
import type { PageHandle } from '#app/lib/page-handle'
import { pageOfUrl } from '#app/lib/page-of-url.server'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf } from '#app/lib/route-id.server'

export const handle = { titleKey: 'users:keys.title' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const userId = idOf(args)
  return { userId, page: await requireAdmin(args).keys.list({ userId, ...pageOfUrl(args.request) }) }
}

export default function UserKeys() {
  const { t } = useTranslation('users')
  const { userId, page } = useLoaderData<typeof loader>()
  const add = (
    <Button asChild variant="primary">
      <Link to={`/users/${userId}/keys/new`}>
        <Plus aria-hidden />
        {t('keys.add')}
      </Link>
    </Button>
  )
  if (page.items.length === 0)
    return (
      <EmptyState title={t('keys.empty.title')} action={add}>
        {t('keys.empty.text')}
      </EmptyState>
    )
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <p className="text-sm text-ink-muted">{t('keys.description')}</p>
        {add}
      </div>
      <KeyTable keys={page.items} />
      <Pagination nextCursor={page.nextCursor} />
    </>
  )
}
