import type { UsageRank, UsageTotals } from '#server/domain/usage-statistics'
import type { Viewer } from '#server/domain/viewer'
import { windowAt } from '#server/domain/windows'
import type { UsageStore } from '#server/stores/interfaces'

export const LEADERBOARD_PERIODS = ['today', 'week', 'month', 'all'] as const
export type LeaderboardPeriod = (typeof LEADERBOARD_PERIODS)[number]

export interface LeaderboardInput {
  period: LeaderboardPeriod
  rank: UsageRank
  /** IANA name, for where a day begins; the hub's own when absent. */
  timeZone?: string | undefined
  limit: number
}

export interface LeaderboardEntry {
  /** From 1. */
  place: number
  /** Of others only the admin sees it. */
  userId: string | null
  /** Null where it is not shown, or where there is none any more. */
  name: string | null
  /** It is the viewer's. */
  own: boolean
  totals: UsageTotals
}

export interface Leaderboard {
  /** Epoch milliseconds; null for all time. */
  fromMs: number | null
  toMs: number
  timeZone: string
  /** Names of others are left out. */
  anonymous: boolean
  entries: LeaderboardEntry[]
  /** Of a user who asks, when there is one and it is among the first RANKED. */
  own: LeaderboardEntry | null
}

/** FR-018: who uses the hub most, from the rollups. */
export type ReadLeaderboard = (viewer: Viewer, input: LeaderboardInput) => Promise<Leaderboard | 'hidden'>

/** So far down is one's own place looked for. */
const RANKED = 200

export function createLeaderboard(options: {
  usage: Pick<UsageStore, 'statistics' | 'names'>
  settings: () => { leaderboardVisible: boolean; leaderboardAnonymous: boolean }
  /** Of who names none. */
  timeZone: string
  nowMs: () => number
}): ReadLeaderboard {
  const { usage, settings, nowMs } = options
  return async (viewer, input) => {
    const { leaderboardVisible, leaderboardAnonymous } = settings()
    if (viewer.kind === 'member' && !leaderboardVisible) return 'hidden'
    const ownId = viewer.kind === 'member' ? viewer.userId : null
    const timeZone = input.timeZone ?? options.timeZone
    const toMs = nowMs()
    const fromMs = beginOf(input.period, toMs, timeZone)
    const { subjects } = await usage.statistics({
      ...{ by: 'user', bucket: 'none', filter: {} },
      ...{ fromMs: fromMs ?? 0, toMs: toMs + 1, timeZone },
      rank: input.rank,
      limit: RANKED,
    })
    const ranked = subjects.map(({ subject, totals }, index) => ({ place: index + 1, id: subject, totals }))
    const shown = ranked.filter(({ place, id }) => place <= input.limit || id === ownId)
    const names = await usage.names(
      'user',
      shown.map(({ id }) => id),
    )
    const anonymous = ownId !== null && leaderboardAnonymous
    const entries = shown.map(({ place, id, totals }): LeaderboardEntry => {
      const own = id === ownId
      return {
        place,
        userId: own || ownId === null ? id : null,
        name: own || !anonymous ? (names.get(id)?.name ?? null) : null,
        own,
        totals,
      }
    })
    return {
      ...{ fromMs, toMs, timeZone, anonymous },
      entries: entries.slice(0, input.limit),
      own: entries.find(({ own }) => own) ?? null,
    }
  }
}

function beginOf(period: LeaderboardPeriod, nowMs: number, timeZone: string): number | null {
  if (period === 'all') return null
  const unit = period === 'today' ? 'day' : period
  return windowAt(nowMs, { kind: 'fixed', unit, resetAt: '00:00', timeZone }).startMs
}
