import type { Usage } from '#server/domain/usage'
import type { DatabaseKind } from '#server/platform/database-options'
import { idAt } from './request-log-store'
import type { StoreContext } from './store-context'
import { attempt } from './store-error'
import { costParts } from './usage-rollups'

/** A request that a provider has answered, and that nobody knew a price for. */
export interface UnbilledRequest {
  id: string
  startedAtMs: number
  servedModel: string
  serviceTier: string | null
  /** Of its provider, as it is now. */
  costMultiplier: string
  usage: Usage
}

export interface FoundCost {
  id: string
  nanoUsd: bigint
  priceId: string
  costMultiplier: string
}

/** The one place that changes rows of the request log after they were written: where their cost is missing. */
export interface MissingCostStore {
  /** Look at some requests that began in a range, oldest first.
   * @param range.afterId where the step before ended
   * @returns those without a cost; `lastId` null when there were no more to look at */
  look(range: {
    fromMs: number
    toMs: number
    afterId: string | null
    limit: number
  }): Promise<{ unbilled: UnbilledRequest[]; looked: number; lastId: string | null }>
  /** Write costs down, in the rows and in every rollup, in one transaction. A row that has a cost keeps it.
   * @returns those that were written */
  fill(costs: readonly FoundCost[]): Promise<string[]>
}

interface Row {
  id: string
  startedAt: Date
  servedModel: string | null
  serviceTier: string | null
  providerId: string | null
  costNanoUsd: bigint | null
  inputTokens: number
  cacheReadTokens: number
  cacheWrite5mTokens: number
  cacheWrite1hTokens: number
  outputTokens: number
  reasoningTokens: number
}
const COLUMNS = {
  id: true,
  startedAt: true,
  servedModel: true,
  serviceTier: true,
  providerId: true,
  costNanoUsd: true,
  inputTokens: true,
  cacheReadTokens: true,
  cacheWrite5mTokens: true,
  cacheWrite1hTokens: true,
  outputTokens: true,
  reasoningTokens: true,
} as const satisfies Record<keyof Row, true>

/** How far the time within an id may be from the time beside it. */
const CLOCK_SLACK_MS = 60_000

export function createMissingCostStore({
  client,
  kind,
}: Pick<StoreContext, 'client' | 'kind'>): MissingCostStore {
  return {
    look: ({ fromMs, toMs, afterId, limit }) =>
      attempt(async () => {
        const rows = await client.requestLog.findMany({
          where: {
            id: { gt: afterId ?? idAt(fromMs - CLOCK_SLACK_MS), lt: idAt(toMs + CLOCK_SLACK_MS) },
          },
          select: COLUMNS,
          orderBy: { id: 'asc' },
          take: limit,
        })
        const missing = rows.filter(
          ({ startedAt, ...row }) =>
            isUnbilled(row) && startedAt.getTime() >= fromMs && startedAt.getTime() < toMs,
        )
        const providers = await client.provider.findMany({
          where: { id: { in: [...new Set(missing.flatMap(({ providerId }) => providerId ?? []))] } },
          select: { id: true, costMultiplier: true },
        })
        const multipliers = new Map(providers.map(({ id, costMultiplier }) => [id, costMultiplier]))
        return {
          unbilled: missing.map((row) => toUnbilled(row, multipliers)),
          looked: rows.length,
          lastId: rows.length === limit ? (rows.at(-1)?.id ?? null) : null,
        }
      }),

    fill: (costs) =>
      attempt(async () => {
        if (costs.length === 0) return []
        const batch = JSON.stringify(
          costs.map(({ id, nanoUsd, priceId, costMultiplier }) => [
            id,
            nanoUsd.toString(),
            priceId,
            costMultiplier,
          ]),
        )
        const { update, rollUp } = FILL[kind]
        if (rollUp.length === 0) return idsOf(await client.$queryRawUnsafe(update, batch))
        return client.$transaction(async (transaction) => {
          const ids = idsOf(await transaction.$queryRawUnsafe(update, batch))
          for (const statement of ids.length > 0 ? rollUp : [])
            await transaction.$executeRawUnsafe(statement, JSON.stringify(ids))
          return ids
        })
      }),
  }
}

const isUnbilled = ({ costNanoUsd, providerId, servedModel }: Omit<Row, 'startedAt'>): boolean =>
  costNanoUsd === null && providerId !== null && servedModel !== null

function toUnbilled(row: Row, multipliers: ReadonlyMap<string, string>): UnbilledRequest {
  const { id, startedAt, servedModel, serviceTier, providerId } = row
  return {
    ...{ id, serviceTier, servedModel: servedModel ?? '' },
    startedAtMs: startedAt.getTime(),
    costMultiplier: multipliers.get(providerId ?? '') ?? '1',
    usage: {
      input: row.inputTokens,
      cacheRead: row.cacheReadTokens,
      cacheWrite5m: row.cacheWrite5mTokens,
      cacheWrite1h: row.cacheWrite1hTokens,
      output: row.outputTokens,
      reasoning: row.reasoningTokens,
    },
  }
}

/** What RETURNING gives, which the statements below say. */
const idsOf = (rows: unknown): string[] => (rows as { id: string }[]).map(({ id }) => id)

/** `update` takes a batch as one JSON array of [id, nano-USD, price, multiplier]. Where `rollUp` is empty it does it all; else
 * each of these takes the ids that `update` has told. */
const FILL: Record<DatabaseKind, { update: string; rollUp: string[] }> = {
  sqlite: fillInSqlite(),
  postgresql: fillInPostgres(),
}

function fillInSqlite() {
  const { details, addDetails } = costParts(
    'sqlite',
    '"RequestLog" WHERE "id" IN (SELECT value FROM json_each(?))',
  )
  return {
    update: `UPDATE "RequestLog" SET "costNanoUsd" = CAST(found.value ->> 1 AS INTEGER), "priceId" = found.value ->> 2,
        "costMultiplier" = found.value ->> 3
      FROM json_each(?) AS found
      WHERE "RequestLog"."id" = found.value ->> 0 AND "RequestLog"."costNanoUsd" IS NULL RETURNING "id" AS "id"`,
    rollUp: addDetails.map((add) => `WITH details AS MATERIALIZED (${details}) ${add}`),
  }
}

/** One statement, as that of the writer, and in its order. */
function fillInPostgres() {
  const { details, addDetails } = costParts('postgresql', 'filled')
  const added = addDetails.map((add, index) => `added_${String(index)} AS (${add})`)
  return {
    update: `WITH filled AS (
        UPDATE "RequestLog" SET "costNanoUsd" = (found.value ->> 1)::bigint, "priceId" = found.value ->> 2,
          "costMultiplier" = found.value ->> 3
        FROM jsonb_array_elements($1::jsonb) AS found
        WHERE "RequestLog"."id" = found.value ->> 0 AND "RequestLog"."costNanoUsd" IS NULL RETURNING "RequestLog".*),
      details AS MATERIALIZED (${details}), ${added.join(', ')}
      SELECT "id" FROM filled`,
    rollUp: [],
  }
}
