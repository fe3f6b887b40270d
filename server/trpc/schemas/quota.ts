import { z } from 'zod'
import { GAUGE_NAMES } from '#server/domain/gauges'
import { formatUsd } from '#server/domain/money'
import type { UsageTotals } from '#server/domain/usage-statistics'
import type { QuotaLine } from '#server/services/quota-service'
import { isoTime, isoTimeOfMsOrNull } from './fields'

const amount = z.string().meta({ description: 'Requests, or USD as a decimal' })

export const quotaView = z.object({
  limits: z
    .array(
      z.object({
        name: z.enum(GAUGE_NAMES),
        unit: z.enum(['requests', 'usd']),
        limit: amount,
        used: amount
          .nullable()
          .meta({ description: 'Spent, and reserved for requests under way; null while it is not known' }),
        remaining: amount.nullable(),
        windowStart: isoTime.nullable().meta({ description: 'null for rolling windows and for the total' }),
        resetsAt: isoTime.nullable().meta({ description: 'null for rolling windows and for the total' }),
      }),
    )
    .meta({ description: 'Limits that are set, the shortest window first' }),
})
export type QuotaView = z.output<typeof quotaView>
export type QuotaLineView = QuotaView['limits'][number]

export const toQuotaView = (lines: readonly QuotaLine[]): QuotaView => ({ limits: lines.map(toLineView) })

function toLineView({ name, unit, limit, used, startMs, resetMs }: QuotaLine): QuotaLineView {
  const text = (value: bigint) => (unit === 'requests' ? String(value) : formatUsd(value))
  const left = used === null ? null : limit - used
  return {
    name,
    unit: unit === 'requests' ? 'requests' : 'usd',
    limit: text(limit),
    used: used === null ? null : text(used),
    remaining: left === null ? null : text(left > 0n ? left : 0n),
    windowStart: isoTimeOfMsOrNull(startMs),
    resetsAt: isoTimeOfMsOrNull(resetMs),
  }
}

const totals = z.object({
  requests: z.number(),
  errors: z.number().meta({ description: 'Requests with a status of 400 and above' }),
  inputTokens: z.number().meta({ description: 'Caches included' }),
  outputTokens: z.number(),
  costUsd: z.string().meta({ description: 'Decimal USD; requests without a price count nothing' }),
})

export const ownUsageView = z.object({ today: totals, month: totals })
export type OwnUsageView = z.output<typeof ownUsageView>

export const toOwnUsageView = (usage: { today: UsageTotals; month: UsageTotals }): OwnUsageView => ({
  today: toTotalsView(usage.today),
  month: toTotalsView(usage.month),
})

const toTotalsView = (sums: UsageTotals): z.output<typeof totals> => ({
  requests: sums.requests,
  errors: sums.errors,
  inputTokens: sums.inputTokens + sums.cacheReadTokens + sums.cacheWrite5mTokens + sums.cacheWrite1hTokens,
  outputTokens: sums.outputTokens,
  costUsd: formatUsd(sums.costNanoUsd),
})
