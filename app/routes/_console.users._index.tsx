import type { LoaderFunctionArgs } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { Plus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { EnabledToggle } from '#app/components/enabled-toggle'
import { Badge } from '#app/components/ui/badge'
import { Button } from '#app/components/ui/button'
import { EmptyState } from '#app/components/ui/empty-state'
import { PageHeader } from '#app/components/ui/page-header'
import { Pagination } from '#app/components/ui/pagination'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import { Expiry } from '#app/components/users/expiry'
import type { PageHandle } from '#app/lib/page-handle'
import { pageOfUrl } from '#app/lib/page-of-url.server'
import { requireAdmin } from '#app/lib/require-admin.server'
import { useFormat } from '#app/lib/use-format'
import type { UserView } from '#server/trpc/schemas/user'

export const handle = { titleKey: 'users:title' } satisfies PageHandle

export const loader = (args: LoaderFunctionArgs) => requireAdmin(args).users.list(pageOfUrl(args.request))

export default function Users() {
  const { t } = useTranslation('users')
  const { items, nextCursor } = useLoaderData<typeof loader>()
  const add = (
    <Button asChild variant="primary">
      <Link to="/users/new">
        <Plus aria-hidden />
        {t('add')}
      </Link>
    </Button>
  )
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={add} />
      {items.length === 0 ? (
        <EmptyState title={t('empty.title')} action={add}>
          {t('empty.text')}
        </EmptyState>
      ) : (
        <>
          <UserTable users={items} />
          <Pagination nextCursor={nextCursor} />
        </>
      )}
    </>
  )
}

function UserTable({ users }: { users: UserView[] }) {
  const { t } = useTranslation('users')
  const head = (
    <>
      <HeadCell>{t('column.name')}</HeadCell>
      <HeadCell from="md">{t('column.group')}</HeadCell>
      <HeadCell from="lg" numeric>
        {t('limits.rpm')}
      </HeadCell>
      <HeadCell from="lg" numeric>
        {t('limits.usdDay')}
      </HeadCell>
      <HeadCell from="md">{t('column.expires')}</HeadCell>
      <HeadCell>{t('column.enabled')}</HeadCell>
    </>
  )
  return (
    <Table caption={t('title')} head={head}>
      {users.map((user) => (
        <UserRow key={user.id} user={user} />
      ))}
    </Table>
  )
}

function UserRow({ user }: { user: UserView }) {
  const format = useFormat()
  const { id, name, note, tags, providerGroup, limits, expiresAt, enabled } = user
  return (
    <tr>
      <Cell className="w-full max-w-0">
        <span className="flex min-w-0 items-center gap-2">
          <Link to={`/users/${id}`} className="truncate rounded py-1 font-medium hover:text-accent">
            {name}
          </Link>
          {tags.map((tag) => (
            <span key={tag} className="hidden sm:inline-flex">
              <Badge>{tag}</Badge>
            </span>
          ))}
        </span>
        {note && <span className="block truncate text-xs text-ink-muted">{note}</span>}
      </Cell>
      <Cell from="md" className="whitespace-nowrap">
        {providerGroup ?? <Nothing />}
      </Cell>
      <Cell from="lg" numeric>
        {limits.rpm === null ? <Nothing /> : format.number(limits.rpm)}
      </Cell>
      <Cell from="lg" numeric>
        {limits.usdDay === null ? <Nothing /> : format.number(limits.usdDay)}
      </Cell>
      <Cell from="md" className="whitespace-nowrap">
        <Expiry at={expiresAt} />
      </Cell>
      <Cell>
        <EnabledToggle action={`/users/${id}/enabled`} enabled={enabled} name={name} />
      </Cell>
    </tr>
  )
}

const Nothing = () => <span className="text-ink-faint">–</span>
