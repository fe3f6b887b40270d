import type { RequestLogRow } from '#server/domain/request-log'
import { NO_USAGE_TOTALS } from '#server/domain/usage-statistics'
import type { UsageDimension, UsageFilter, UsageTotals } from '#server/domain/usage-statistics'
import { logRow } from './store-fixtures'

/** Rows to count, and the counting that the rollups are held to: plain, slow, and of its own. */

export const DAY_MS = 86_400_000
/** A Monday. */
export const BASE_MS = Date.parse('2026-03-02T00:00:00Z')

export const pick = <T>(list: readonly T[], index: number): T => {
  const chosen = list[index % list.length]
  if (chosen === undefined) throw new Error('nothing to pick from')
  return chosen
}
/** A row that is the same for the same number. */
export function rowOf(seed: number, startedAtMs: number): RequestLogRow {
  return logRow({
    startedAtMs,
    userId: pick(['u1', 'u2', 'u3'], seed),
    apiKeyId: `k${seed % 7}`,
    providerId: pick(['p1', 'p2', null], seed >> 2),
    servedModel: pick(['m1', 'm2', 'm3', null], seed >> 3),
    clientName: pick(['claude-cli', 'codex', null], seed >> 1),
    clientVersion: pick(['1.0.0', '2.0.1', null], seed >> 4),
    status: pick([200, 200, 200, 429, 503], seed),
    totalMs: seed % 1_000,
    usage: {
      input: seed % 11,
      cacheRead: seed % 13,
      cacheWrite5m: seed % 17,
      cacheWrite1h: seed % 19,
      output: 2_147_483_647 - (seed % 23),
      reasoning: seed % 29,
    },
    costNanoUsd: seed % 6 === 0 ? null : 9_007_199_254_000n + BigInt(seed),
  })
}

export function totalsOf(rows: readonly RequestLogRow[]): UsageTotals {
  const sum = { ...NO_USAGE_TOTALS }
  for (const { status, usage, costNanoUsd, totalMs } of rows) {
    sum.requests += 1
    if (status >= 400) sum.errors += 1
    sum.inputTokens += usage.input
    sum.cacheReadTokens += usage.cacheRead
    sum.cacheWrite5mTokens += usage.cacheWrite5m
    sum.cacheWrite1hTokens += usage.cacheWrite1h
    sum.outputTokens += usage.output
    sum.reasoningTokens += usage.reasoning
    sum.costNanoUsd += costNanoUsd ?? 0n
    sum.totalMs += totalMs
  }
  return sum
}

export function groupBy<T>(list: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of list) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return groups
}

export const subjectOf: Record<UsageDimension, (row: RequestLogRow) => string> = {
  none: () => '',
  user: (row) => row.userId,
  key: (row) => row.apiKeyId,
  provider: (row) => row.providerId ?? '',
  model: (row) => row.servedModel ?? '',
}
export const passes =
  ({ userId, keyId, providerId, model }: UsageFilter) =>
  (row: RequestLogRow): boolean =>
    (userId === undefined || row.userId === userId) &&
    (keyId === undefined || row.apiKeyId === keyId) &&
    (providerId === undefined || row.providerId === providerId) &&
    (model === undefined || row.servedModel === model)
export const between = (fromMs: number, toMs: number) => (row: RequestLogRow) =>
  row.startedAtMs >= fromMs && row.startedAtMs < toMs
