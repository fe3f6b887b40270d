import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import type { DatabaseKind } from '#server/platform/database-options'
import { rollupParts } from '#server/stores/usage-rollups'

const DAY_MS = 86_400_000
const KEYS = 10_000
const USERS = 1_000
const PROVIDERS = 8
const MODELS = 20

export interface FillOptions {
  sql: SqlDriverAdapter
  kind: DatabaseKind
  rows: number
  days: number
  /** When the last day ends, epoch milliseconds. */
  untilMs: number
  onDay: (day: number) => void
}

/** Fill a migrated, empty database with requests and the rollups of them, a day at a time, by the same statements that add
 * a batch: evenly over the day, which makes the most rollups; the busiest of 10,000 keys makes 1 % of all, the idlest
 * almost none; each has ten sisters of one user, and goes to two providers and three models. */
export async function fillRequestLog({ sql, kind, rows, days, untilMs, onDay }: FillOptions): Promise<void> {
  const run = (text: string) => sql.executeRaw({ sql: text, args: [], argTypes: [] })
  for (const statement of IN_A_HURRY[kind]) await run(statement)
  const indexes = await sql.queryRaw({ sql: LIST_INDEXES[kind], args: [], argTypes: [] })
  // Made anew in the end, which sorts each of them once.
  for (const [name] of indexes.rows) await run(`DROP INDEX "${String(name)}"`)
  const aDay = Math.floor(rows / days)
  for (let day = 0; day < days; day++) {
    const fromMs = untilMs - (days - day) * DAY_MS
    await run(insertDay(kind, { first: day * aDay, count: aDay, fromMs }))
    const rowsOfDay = { sqlite: `rowid > ${day * aDay}`, postgresql: `"id" >= '${hexTime(fromMs)}'` }[kind]
    const { details, addDetails, addClients } = rollupParts(kind, `"RequestLog" WHERE ${rowsOfDay}`)
    const [addDetail = '', ...addSpans] = addDetails
    await run(`WITH details AS MATERIALIZED (${details}) ${addDetail}`)
    const detailsOfDay = `SELECT * FROM "UsageDetail" WHERE "startMs" >= ${fromMs}`
    for (const add of addSpans) await run(`WITH details AS MATERIALIZED (${detailsOfDay}) ${add}`)
    await run(addClients)
    onDay(day + 1)
  }
  for (const [, statement] of indexes.rows) await run(String(statement))
  await run(kind === 'sqlite' ? 'PRAGMA wal_checkpoint(TRUNCATE)' : 'VACUUM ANALYZE')
}

/** What is lost in a crash is made again. */
const IN_A_HURRY: Record<DatabaseKind, string[]> = {
  sqlite: ['PRAGMA synchronous = OFF', 'PRAGMA cache_size = -500000'],
  postgresql: [
    'SET synchronous_commit = off',
    "SET work_mem = '256MB'",
    "SET maintenance_work_mem = '512MB'",
  ],
}

const TABLES = `('RequestLog', 'UsageDetail', 'UsageSlot', 'UsageDay', 'UsageWeek')`
const LIST_INDEXES: Record<DatabaseKind, string> = {
  sqlite: `SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name IN ${TABLES} AND sql IS NOT NULL`,
  postgresql: `SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ${TABLES} AND indexname NOT LIKE '%pkey'`,
}

/** The beginning of an id of a moment. */
const hexTime = (ms: number): string => {
  const hex = ms.toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}`
}

/** Every number of a row comes from its own by multiplying and taking rests, so that all runs make the same rows. */
function insertDay(
  kind: DatabaseKind,
  { first, count, fromMs }: { first: number; count: number; fromMs: number },
): string {
  const { series, id, pad, time, yes, no } = SYNTAX[kind]
  const uuid = (letter: string, number: string) => `'01935b0a-0000-7000-8${letter}00-' || ${pad(number)}`
  const draw = `(i * 2654435761 % 4294967296) / 65536`
  const key = `(${draw}) * (${draw}) / 429497`
  return `INSERT INTO "RequestLog" ("id", "startedAt", "userId", "apiKeyId", "sessionId", "clientName", "clientVersion",
      "endpoint", "clientDialect", "providerDialect", "requestedModel", "servedModel", "providerId", "attempts", "status",
      "streaming", "ttfbMs", "totalMs", "requestBytes", "responseBytes", "inputTokens", "cacheReadTokens",
      "cacheWrite5mTokens", "cacheWrite1hTokens", "outputTokens", "reasoningTokens", "costNanoUsd", "blocked",
      "interrupted", "estimated")
    SELECT ${id('ms', 'i')}, ${time('ms')}, ${uuid('a', `k % ${String(USERS)}`)}, ${uuid('b', 'k')}, NULL, 'claude-cli',
      '2.0.' || (k % 9), 'messages', 'claude', 'claude', 'model-' || m, 'model-' || m, ${uuid('c', 'p')}, 1,
      CASE WHEN i % 25 = 0 THEN 503 ELSE 200 END, ${yes}, 500, 1000 + i % 4000, 20000, 4000, 1000 + i % 777,
      20000 + i % 3000, i % 500, 0, 300 + i % 900, 0, 10000000 + i % 9999999, ${no}, ${no}, ${no}
    FROM (SELECT i, k, ${String(fromMs)} + (i - ${String(first)}) * ${String(DAY_MS)} / ${String(count)} AS ms,
        (k * 7 + i % 3) % ${String(MODELS)} AS m, (k + i % 2) % ${String(PROVIDERS)} AS p
      FROM (SELECT i, (${key}) % ${String(KEYS)} AS k FROM ${series(first, count)}) AS keyed) AS made`
}

interface Syntax {
  series: (first: number, count: number) => string
  id: (ms: string, number: string) => string
  pad: (number: string) => string
  time: (ms: string) => string
  yes: string
  no: string
}
const SYNTAX: Record<DatabaseKind, Syntax> = {
  sqlite: {
    series: (first, count) =>
      `(WITH RECURSIVE numbers(i) AS (SELECT ${String(first)} UNION ALL SELECT i + 1 FROM numbers
        WHERE i < ${String(first + count - 1)}) SELECT i FROM numbers)`,
    id: (ms, number) => `printf('%08x-%04x-7000-8000-%012x', ${ms} / 65536, ${ms} % 65536, ${number})`,
    pad: (number) => `printf('%012d', ${number})`,
    time: (ms) => ms,
    yes: '1',
    no: '0',
  },
  postgresql: {
    series: (first, count) =>
      `generate_series(${String(first)}::bigint, ${String(first + count - 1)}) AS numbers(i)`,
    id: (ms, number) =>
      `lpad(to_hex(${ms} / 65536), 8, '0') || '-' || lpad(to_hex(${ms} % 65536), 4, '0') || '-7000-8000-' || lpad(to_hex(${number}), 12, '0')`,
    pad: (number) => `lpad((${number})::text, 12, '0')`,
    time: (ms) => `timestamp 'epoch' + ${ms} * interval '1 millisecond'`,
    yes: 'true',
    no: 'false',
  },
}
