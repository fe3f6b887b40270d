import { z } from 'zod'
import { formatUsd } from '#server/domain/money'
import { USAGE_BUCKETS, USAGE_DIMENSIONS, USAGE_RANKS } from '#server/domain/usage-statistics'
import type { UsageSeries, UsageTotals } from '#server/domain/usage-statistics'
import type { NamedStatistics } from '#server/services/statistics-service'
import { filterText, isoTime, isoTimeOfMs, time, timeZone } from './fields'

const question = {
  by: z
    .enum(USAGE_DIMENSIONS)
    .default('none')
    .meta({ description: 'Told apart by user, key, provider or served model' }),
  bucket: z.enum(USAGE_BUCKETS).default('none').meta({
    description: 'Told apart by hour, day, week (from Monday) or month, by the clock of the time zone',
  }),
  from: time.meta({ description: 'Began at or after this time; 30 days before `to` when absent' }).optional(),
  to: time.meta({ description: 'Began before this time; now when absent' }).optional(),
  timeZone: timeZone.optional(),
  userId: filterText.optional(),
  keyId: filterText.optional(),
  providerId: filterText.optional(),
  model: filterText.meta({ description: 'As it was served' }).optional(),
  rank: z.enum(USAGE_RANKS).default('cost').meta({ description: 'What the list begins with the most of' }),
}

export const statisticsInput = z.object({
  ...question,
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(200)
    .default(20)
    .meta({ description: 'Most that are told apart, 1 to 200; the rest is `others`' }),
})
export type StatisticsQuery = z.input<typeof statisticsInput>

export const statisticsExportInput = z.object({
  ...question,
  format: z.enum(['csv', 'json']).default('csv'),
})

const count = z.number().int()

const totalsView = z
  .object({
    requests: count,
    errors: count.meta({ description: 'Requests that were answered with 400 or above' }),
    inputTokens: count,
    cacheReadTokens: count,
    cacheWrite5mTokens: count,
    cacheWrite1hTokens: count,
    outputTokens: count.meta({ description: 'Reasoning included' }),
    reasoningTokens: count,
    costUsd: z.string().meta({ description: 'Decimal USD; requests without a price count nothing' }),
    costNanoUsd: z.string().meta({ description: 'The same as an integer of nano-USD' }),
    totalMs: count.meta({ description: 'Sum of the durations' }),
  })
  .meta({ id: 'UsageTotals' })
export type UsageTotalsView = z.output<typeof totalsView>

const seriesView = z.object({
  totals: totalsView,
  points: z.array(totalsView).meta({ description: 'One for each bucket; none without buckets' }),
})

export const statisticsView = z
  .object({
    from: isoTime,
    to: isoTime.meta({ description: 'The range that was counted: whole quarters of an hour' }),
    timeZone: z.string(),
    bucketStarts: z.array(isoTime),
    total: seriesView,
    subjects: z.array(
      seriesView.extend({
        id: z.string().meta({ description: 'Id, or the name of the model; empty where requests had none' }),
        name: z.string().nullable(),
        userName: z.string().nullable().meta({ description: 'Of a key: whose it is' }),
      }),
    ),
    others: seriesView.nullable().meta({ description: 'All that are not among the subjects' }),
  })
  .meta({ id: 'Statistics' })
export type StatisticsView = z.output<typeof statisticsView>

export const statisticsFileView = z.object({
  name: z.string(),
  mediaType: z.string(),
  content: z.string(),
})

const toTotalsView = (totals: UsageTotals): UsageTotalsView => ({
  ...totals,
  costUsd: formatUsd(totals.costNanoUsd),
  costNanoUsd: totals.costNanoUsd.toString(),
})

const toSeriesView = ({ totals, points }: UsageSeries) => ({
  totals: toTotalsView(totals),
  points: points.map(toTotalsView),
})

export const toStatisticsView = (statistics: NamedStatistics): StatisticsView => ({
  from: isoTimeOfMs(statistics.fromMs),
  to: isoTimeOfMs(statistics.toMs),
  timeZone: statistics.timeZone,
  bucketStarts: statistics.bucketStarts.map(isoTimeOfMs),
  total: toSeriesView(statistics.total),
  subjects: statistics.subjects.map(({ id, name, userName, ...series }) => ({
    id,
    name,
    userName,
    ...toSeriesView(series),
  })),
  others: statistics.others && toSeriesView(statistics.others),
})
