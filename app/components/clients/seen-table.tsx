import { Link } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { Badge } from '#app/components/ui/badge'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import { useFormat } from '#app/lib/use-format'
import type { ClientSeenView } from '#server/trpc/schemas/client-version'

/** Which versions of which clients were seen, and who uses them. */
export function SeenTable({ seen }: { seen: ClientSeenView[] }) {
  const { t } = useTranslation('clients')
  const head = (
    <>
      <HeadCell>{t('rules.client')}</HeadCell>
      <HeadCell from="sm">{t('seen.users')}</HeadCell>
      <HeadCell numeric>{t('seen.requests')}</HeadCell>
      <HeadCell from="md">{t('seen.last')}</HeadCell>
    </>
  )
  return (
    <Table caption={t('seen.title')} head={head}>
      {seen.map((one) => (
        <SeenRow key={`${one.clientName}/${one.clientVersion}`} seen={one} />
      ))}
    </Table>
  )
}

function SeenRow({ seen }: { seen: ClientSeenView }) {
  const { t } = useTranslation('clients')
  const format = useFormat()
  const { clientName, clientVersion, outdated, users, requests, lastSeenAt } = seen
  return (
    <tr>
      <Cell className="break-words">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium">{clientName || t('seen.noName')}</span>
          <span className="text-ink-muted">{clientVersion}</span>
          {outdated && <Badge tone="warn">{t('seen.outdated')}</Badge>}
        </span>
        <span className="mt-1 block sm:hidden">
          <UserLinks users={users} />
        </span>
      </Cell>
      <Cell from="sm">
        <UserLinks users={users} />
      </Cell>
      <Cell numeric>{format.number(requests)}</Cell>
      <Cell from="md" className="whitespace-nowrap">
        {format.dateTime(lastSeenAt)}
      </Cell>
    </tr>
  )
}

const UserLinks = ({ users }: Pick<ClientSeenView, 'users'>) => (
  <span className="flex flex-wrap gap-x-3 text-xs">
    {users.map(({ id, name }) => (
      <Link key={id} to={`/users/${id}`} className="break-words rounded py-1 hover:text-accent">
        {name}
      </Link>
    ))}
  </span>
)
