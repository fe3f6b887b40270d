import { Link } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { Badge } from '#app/components/ui/badge'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import { useFormat } from '#app/lib/use-format'
import type { LeaderboardEntryView, LeaderboardView } from '#server/trpc/schemas/leaderboard'
import { RANKS, type Rank } from './leaderboard-query'

interface LeaderboardTableProps {
  leaderboard: LeaderboardView
  rank: Rank
  /** Names lead to their users. */
  admin: boolean
}

const valueOf: Record<Rank, (entry: LeaderboardEntryView) => number> = {
  cost: ({ costUsd }) => Number(costUsd),
  requests: ({ requests }) => requests,
  tokens: ({ tokens }) => tokens,
}

/** The first places, and one's own below them when it is lower. What the list goes by is shown on every screen. */
export function LeaderboardTable({ leaderboard, rank, admin }: LeaderboardTableProps) {
  const { t } = useTranslation('leaderboard')
  const { entries, own, anonymous } = leaderboard
  const [first] = entries
  const most = first ? valueOf[rank](first) : 0
  const below = own && !entries.some((entry) => entry.own) ? [own] : []
  const columns = [rank, ...RANKS.filter((each) => each !== rank)]
  const head = (
    <>
      <HeadCell numeric>{t('column.place')}</HeadCell>
      <HeadCell>{t('column.user')}</HeadCell>
      {columns.map((column) => (
        <HeadCell key={column} numeric {...(column !== rank && { from: 'sm' as const })}>
          {t(`column.${column}`)}
        </HeadCell>
      ))}
    </>
  )
  return (
    <Table caption={t('title')} head={head}>
      {[...entries, ...below].map((entry) => (
        <tr key={entry.place} className={entry.own ? 'bg-sunken' : undefined}>
          <Cell numeric>{entry.place}</Cell>
          <Cell className="w-full min-w-32 max-w-0">
            <Name entry={entry} anonymous={anonymous} admin={admin} />
            <Share of={valueOf[rank](entry)} most={most} />
          </Cell>
          {columns.map((column) => (
            <Cell key={column} numeric {...(column !== rank && { from: 'sm' as const })}>
              <Value of={entry} column={column} />
            </Cell>
          ))}
        </tr>
      ))}
    </Table>
  )
}

function Name({
  entry: { name, userId, own },
  anonymous,
  admin,
}: {
  entry: LeaderboardEntryView
  anonymous: boolean
  admin: boolean
}) {
  const { t } = useTranslation('leaderboard')
  if (name === null) return <span className="text-ink-muted">{t(anonymous ? 'hiddenName' : 'gone')}</span>
  return (
    <span className="flex items-center gap-2">
      {admin && userId !== null ? (
        <Link to={`/users/${userId}`} className="truncate rounded font-medium hover:text-accent">
          {name}
        </Link>
      ) : (
        <span className="truncate font-medium">{name}</span>
      )}
      {own && <Badge tone="accent">{t('you')}</Badge>}
    </span>
  )
}

function Value({ of, column }: { of: LeaderboardEntryView; column: Rank }) {
  const format = useFormat()
  if (column === 'cost') return <>{format.cost(Number(of.costUsd))}</>
  return <>{column === 'requests' ? format.number(of.requests) : format.compact(of.tokens)}</>
}

function Share({ of, most }: { of: number; most: number }) {
  return (
    <svg aria-hidden viewBox="0 0 100 1" preserveAspectRatio="none" className="mt-1 block h-1 w-full">
      <rect width={100} height={1} className="fill-sunken" />
      <rect width={most === 0 ? 0 : (100 * of) / most} height={1} className="fill-accent" />
    </svg>
  )
}
