import { raw } from '@prisma/client/runtime/client'
import type { DatabaseClient } from '#server/platform/database'
import type { DatabaseKind } from '#server/platform/database-options'
import type { RetentionStore } from './interfaces'
import type { StoreContext } from './store-context'
import { attempt } from './store-error'
import { timeLiteral } from './time-literal'
import { addSums, keyOf, MEASURE_COLUMNS, MEASURE_SUMS, SPAN_START, SPAN_TABLES } from './usage-rollups'
import type { RollupTable, UsageSpan } from './usage-rollups'

/** In SQLite a step runs on the serving thread, and takes a few milliseconds. */
const ROWS_A_STEP = 200

export function createRetentionStore({
  client,
  kind,
}: Pick<StoreContext, 'client' | 'kind'>): RetentionStore {
  /** @returns whether as many were there as may go at once */
  const drop = async (table: string, key: string, where: string): Promise<boolean> => {
    const count = await client.$executeRaw`DELETE FROM "${raw(table)}" WHERE (${raw(key)}) IN
      (SELECT ${raw(key)} FROM "${raw(table)}" WHERE ${raw(where)} LIMIT ${raw(String(ROWS_A_STEP))})`
    return count === ROWS_A_STEP
  }
  return {
    deleteRequests: (beforeMs) =>
      attempt(() => drop('RequestLog', '"id"', `"startedAt" < ${timeLiteral[kind](beforeMs)}`)),
    deleteIdempotentAnswers: (beforeMs) =>
      attempt(() => drop('IdempotentAnswer', '"id"', `"createdAt" < ${timeLiteral[kind](beforeMs)}`)),
    deleteHealthHistory: (beforeMs) =>
      attempt(() => drop('ProviderHealth', '"id"', `"createdAt" < ${timeLiteral[kind](beforeMs)}`)),

    deleteDeliveries: (beforeMs) =>
      attempt(() => drop('Delivery', '"id"', `"createdAt" < ${timeLiteral[kind](beforeMs)}`)),
    // Their files go with them.
    deleteJobs: (beforeMs) =>
      attempt(() => drop('Job', '"id"', `"finishedAt" < ${timeLiteral[kind](beforeMs)}`)),
    // What an admin wrote is history. Of the rest the receipts go by themselves.
    deleteEventNotifications: (beforeMs) =>
      attempt(() =>
        drop('Notification', '"id"', `"event" IS NOT NULL AND "createdAt" < ${timeLiteral[kind](beforeMs)}`),
      ),

    foldUsage: (beforeMs) =>
      attempt(async () => {
        // Weeks and days go together, so that no day is in a week that is there and missing itself.
        const cutMs = SPAN_START.week(Math.floor(beforeMs))
        const old = `"startMs" > 0 AND "startMs" < ${String(cutMs)}`
        // With the kinds, which come first in the key.
        const oldOf = (span: UsageSpan) =>
          `"kind" IN (${SPAN_TABLES[span].kinds.map((each) => `'${each}'`).join(', ')}) AND ${old}`
        const oldSlots = oldOf('slot').replaceAll('startMs', 'dayMs')
        const more = [
          await foldStep(client, kind, 'UsageDetail', old),
          await foldStep(client, kind, 'UsageDay', oldOf('day')),
          await drop('UsageSlot', keyOf('UsageSlot'), oldSlots),
          await drop('UsageWeek', keyOf('UsageWeek'), oldOf('week')),
          await drop('ClientUsage', '"startMs", "clientName", "clientVersion", "userId"', old),
        ]
        return more.includes(true)
      }),

    deleteRoutingSnapshots: (beforeMs) =>
      attempt(async () => {
        const oldest = await client.requestLog.findFirst({
          orderBy: { startedAt: 'asc' },
          select: { startedAt: true },
        })
        const cutAt = new Date(Math.min(beforeMs, oldest?.startedAt.getTime() ?? beforeMs))
        // The last one before is the one that was in force then.
        const inForce = await client.routingSnapshot.findFirst({
          where: { createdAt: { lt: cutAt } },
          orderBy: { version: 'desc' },
          select: { version: true },
        })
        if (inForce) await client.routingSnapshot.deleteMany({ where: { version: { lt: inForce.version } } })
        return false
      }),
  }
}

/** What becomes one row: without the model, since a limit never asks for one, and without the time. */
const FOLDED: Record<'UsageDetail' | 'UsageDay', string> = {
  UsageDetail: `CAST(0 AS BIGINT) AS "startMs", "userId", "apiKeyId", "providerId", '' AS "model"`,
  UsageDay: `"kind", CAST(0 AS BIGINT) AS "startMs", "subject"`,
}

/** Some rows go and are added to those at 0, in one transaction. */
async function foldStep(
  client: DatabaseClient,
  kind: DatabaseKind,
  table: RollupTable & keyof typeof FOLDED,
  old: string,
): Promise<boolean> {
  const key = keyOf(table)
  const fold = (rows: string) =>
    addSums(kind, table, `SELECT ${FOLDED[table]}, ${MEASURE_SUMS} FROM ${rows} GROUP BY ${GROUP[table]}`)
  const chosen = `SELECT ${key}, ${MEASURE_COLUMNS} FROM "${table}" WHERE ${old} ORDER BY ${key} LIMIT ${String(ROWS_A_STEP)}`
  if (kind === 'postgresql') {
    // Rows that another instance folds at the same time are gone when this one gets to see them.
    const count = await client.$executeRaw`${raw(
      `WITH chosen AS (${chosen} FOR UPDATE), gone AS (DELETE FROM "${table}" WHERE (${key}) IN (SELECT ${key} FROM chosen)
        RETURNING ${key}, ${MEASURE_COLUMNS}), folded AS (${fold('gone')}) SELECT 1 FROM gone`,
    )}`
    return count === ROWS_A_STEP
  }
  const [, count] = await client.$transaction([
    client.$executeRaw`${raw(fold(`(${chosen}) AS chosen`))}`,
    client.$executeRaw`${raw(`DELETE FROM "${table}" WHERE (${key}) IN (SELECT ${key} FROM (${chosen}))`)}`,
  ])
  return count === ROWS_A_STEP
}

const GROUP = { UsageDetail: '"userId", "apiKeyId", "providerId"', UsageDay: '"kind", "subject"' }
