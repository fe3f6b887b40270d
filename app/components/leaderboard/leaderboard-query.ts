export const PERIODS = ['today', 'week', 'month', 'all'] as const
export const RANKS = ['cost', 'requests', 'tokens'] as const
export type Rank = (typeof RANKS)[number]

export interface LeaderboardQuery {
  period: (typeof PERIODS)[number]
  rank: Rank
}

/** What the address asks for; what makes no sense is as if it were not there. */
export const readLeaderboardQuery = (search: URLSearchParams): LeaderboardQuery => ({
  period: PERIODS.find((period) => period === search.get('period')) ?? 'week',
  rank: RANKS.find((rank) => rank === search.get('rank')) ?? 'cost',
})
