import { z } from 'zod'
import { formatUsd } from '#server/domain/money'
import { USAGE_RANKS } from '#server/domain/usage-statistics'
import { LEADERBOARD_PERIODS } from '#server/services/leaderboard-service'
import type { Leaderboard, LeaderboardEntry } from '#server/services/leaderboard-service'
import { isoTime, isoTimeOfMs, isoTimeOfMsOrNull, timeZone } from './fields'

export const leaderboardInput = z.object({
  period: z.enum(LEADERBOARD_PERIODS).default('today').meta({
    description: 'Since midnight, Monday or the first of the month by the clock of the time zone, or ever',
  }),
  rank: z.enum(USAGE_RANKS).default('cost').meta({ description: 'What the list begins with the most of' }),
  timeZone: timeZone.optional(),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .default(20)
    .meta({ description: 'Places that are shown, 1 to 100' }),
})

const entryView = z
  .object({
    place: z.number().int().meta({ description: 'From 1' }),
    userId: z.string().nullable().meta({ description: 'Of others only the admin sees it' }),
    name: z.string().nullable().meta({ description: 'null where names are not shown' }),
    own: z.boolean().meta({ description: 'It is the place of whoever asks' }),
    requests: z.number().int(),
    tokens: z.number().int().meta({ description: 'Input, cache and output together' }),
    costUsd: z.string().meta({ description: 'Decimal USD; requests without a price count nothing' }),
  })
  .meta({ id: 'LeaderboardEntry' })

export const leaderboardView = z
  .object({
    from: isoTime.nullable().meta({ description: 'null for all time' }),
    to: isoTime,
    timeZone: z.string(),
    anonymous: z.boolean().meta({ description: 'Names of others are left out' }),
    entries: z.array(entryView),
    own: entryView.nullable().meta({
      description:
        'Of the user who asks, also when it is not among the entries; null when it is not among the first 200',
    }),
  })
  .meta({ id: 'Leaderboard' })
export type LeaderboardView = z.output<typeof leaderboardView>
export type LeaderboardEntryView = LeaderboardView['entries'][number]

const toEntryView = ({ totals, ...entry }: LeaderboardEntry): LeaderboardEntryView => ({
  ...entry,
  requests: totals.requests,
  tokens:
    totals.inputTokens +
    totals.cacheReadTokens +
    totals.cacheWrite5mTokens +
    totals.cacheWrite1hTokens +
    totals.outputTokens,
  costUsd: formatUsd(totals.costNanoUsd),
})

export const toLeaderboardView = ({ fromMs, toMs, entries, own, ...rest }: Leaderboard): LeaderboardView => ({
  ...rest,
  from: isoTimeOfMsOrNull(fromMs),
  to: isoTimeOfMs(toMs),
  entries: entries.map(toEntryView),
  own: own && toEntryView(own),
})
