import type { Format } from '#app/lib/format'
import type { UsageTotalsView } from '#server/trpc/schemas/statistics'
import type { Measure } from './statistics-query'

export const inputTokensOf = (totals: UsageTotalsView): number =>
  totals.inputTokens + totals.cacheReadTokens + totals.cacheWrite5mTokens + totals.cacheWrite1hTokens

/** How high a bar is; exact enough for that. */
export const valueOf: Record<Measure, (totals: UsageTotalsView) => number> = {
  cost: ({ costUsd }) => Number(costUsd),
  requests: ({ requests }) => requests,
  tokens: (totals) => inputTokensOf(totals) + totals.outputTokens,
}

export const writeValue = (format: Format, measure: Measure, value: number): string =>
  measure === 'cost' ? format.cost(value) : format.compact(value)
