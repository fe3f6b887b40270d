import { join, raw, sqltag as sql } from '@prisma/client/runtime/client'
import type { Sql } from '@prisma/client/runtime/client'
import type { UsageDimension } from '#server/domain/usage-statistics'
import type { DatabaseClient } from '#server/platform/database'
import type { DatabaseKind } from '#server/platform/database-options'
import { coverRange, nextStart } from './cover-range'
import type { SpendSubject, SubjectName, UsageStore } from './interfaces'
import { readStatistics } from './read-statistics'
import type { StoreContext } from './store-context'
import { attempt } from './store-error'
import { SPAN_START, SUBJECT_COLUMN } from './usage-rollups'
import { subjectSource } from './usage-source'

/** Later than anything: a clock that was wrong may have left rows in what is the future now. */
const END_OF_TIME_MS = Number.MAX_SAFE_INTEGER

export function createUsageStore({ client, kind }: Pick<StoreContext, 'client' | 'kind'>): UsageStore {
  const spendSnapshot: UsageStore['spendSnapshot'] = ({ subject, fromMs, ids }) =>
    attempt(async () => {
      const spent = fromMs.map(() => 0n)
      const existing: string[] = []
      const questions = [
        ...fromMs.map((ms, index) => spentSince(kind, { subject, fromMs: ms, index })),
        ...(ids.length > 0 ? [existingOf(kind, ids)] : []),
      ]
      if (questions.length === 0) return { spent, existing }
      // One statement sees one state of the database, in SQLite and in PostgreSQL.
      const rows = await client.$queryRaw<Answer[]>(join(questions, ' UNION ALL '))
      for (const { index, id, cost } of rows) {
        if (id === null) spent[Number(index)] = BigInt(cost)
        else existing.push(id)
      }
      return { spent, existing }
    })

  return {
    statistics: (query) => attempt(() => readStatistics({ client }, query)),
    spendSnapshot,
    async spend(subject, fromMs) {
      const { spent } = await spendSnapshot({ subject, fromMs: [fromMs], ids: [] })
      return spent[0] ?? 0n
    },
    async existing(ids) {
      return (await spendSnapshot({ subject: { kind: 'key', id: '' }, fromMs: [], ids })).existing
    },
    names: (by, ids) => attempt(() => readNames(client, by, [...ids])),
    clientVersions: (fromMs) =>
      attempt(async () => {
        const rows = await client.clientUsage.groupBy({
          by: ['clientName', 'clientVersion', 'userId'],
          where: { startMs: { gte: SPAN_START.day(fromMs) } },
          _sum: { requests: true },
          _max: { lastSeenMs: true },
          orderBy: { _max: { lastSeenMs: 'desc' } },
        })
        return rows.map(({ _sum, _max, ...key }) => ({
          ...key,
          requests: Number(_sum.requests),
          lastSeenAt: new Date(Number(_max.lastSeenMs)),
        }))
      }),
  }
}

async function readNames(
  client: DatabaseClient,
  by: UsageDimension,
  ids: string[],
): Promise<Map<string, SubjectName>> {
  const where = { id: { in: ids } }
  if (by === 'key') {
    const keys = await client.apiKey.findMany({
      where,
      select: { id: true, name: true, user: { select: { name: true } } },
    })
    return new Map(keys.map(({ id, name, user }) => [id, { name, userName: user.name }]))
  }
  const select = { id: true, name: true }
  const known =
    by === 'user'
      ? await client.user.findMany({ where, select })
      : by === 'provider'
        ? await client.provider.findMany({ where, select })
        : []
  return new Map(known.map(({ id, name }) => [id, { name, userName: null }]))
}

/** A sum, or an id that is there. */
interface Answer {
  index: number | bigint
  id: string | null
  cost: number | bigint
}

/** Whole quarters from the rollups, coarse ones where they fit; what began in the middle of a quarter from the rows. */
function spentSince(
  kind: DatabaseKind,
  { subject, fromMs, index }: { subject: SpendSubject; fromMs: number; index: number },
): Sql {
  const source = subjectSource(subject.kind, subject.id)
  const wholeFromMs = nextStart('slot', fromMs)
  const parts = coverRange({ fromMs: wholeFromMs, toMs: END_OF_TIME_MS }, source.spans)
  const begun =
    wholeFromMs === fromMs
      ? []
      : [
          sql`SELECT "costNanoUsd" FROM "RequestLog" WHERE ${raw(SUBJECT_COLUMN[subject.kind])} = ${subject.id}
            AND "startedAt" >= ${raw(TIME[kind](fromMs))} AND "startedAt" < ${raw(TIME[kind](wholeFromMs))}`,
        ]
  const costs = [
    ...parts.map((part) => sql`SELECT "costNanoUsd" FROM (${source.rows(part)}) AS part`),
    ...begun,
  ]
  return sql`SELECT ${raw(String(index))} AS "index", NULL AS "id",
    CAST(COALESCE(SUM("costNanoUsd"), 0) AS BIGINT) AS "cost" FROM (${join(costs, ' UNION ALL ')}) AS costs`
}

const TIME: Record<DatabaseKind, (ms: number) => string> = {
  sqlite: (ms) => String(ms),
  postgresql: (ms) => `timestamp 'epoch' + ${String(ms)} * interval '1 millisecond'`,
}

const existingOf = (kind: DatabaseKind, ids: readonly string[]): Sql =>
  sql`SELECT -1 AS "index", "id", CAST(0 AS BIGINT) AS "cost" FROM "RequestLog" WHERE "id" IN (${LISTED[kind](JSON.stringify(ids))})`

/** Any number of ids as one parameter. */
const LISTED: Record<DatabaseKind, (json: string) => Sql> = {
  sqlite: (json) => sql`SELECT value FROM json_each(${json})`,
  postgresql: (json) => sql`SELECT jsonb_array_elements_text(${json}::jsonb)`,
}
