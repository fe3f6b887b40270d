import { QUARTER_MS, type UsageTotals } from '#server/domain/usage-statistics'
import type { DatabaseKind } from '#server/platform/database-options'

/** What the rollups of RequestLog are made of, and the SQL that keeps them: sums that grow in the transaction that inserts
 * the rows. Shared by the writer, which adds, by the store, which reads, and by the retention, which folds. */

export const DAY_MS = 86_400_000
export const WEEK_MS = 7 * DAY_MS
/** 1970 began on a Thursday; weeks begin on Monday. */
const FIRST_MONDAY_MS = 4 * DAY_MS

export const SPANS = ['slot', 'day', 'week'] as const
export type UsageSpan = (typeof SPANS)[number]
export const SUBJECT_KINDS = ['all', 'user', 'key', 'provider', 'model'] as const
export type SubjectKind = (typeof SUBJECT_KINDS)[number]

/** A table for each span, and whom it is kept of. Weeks are for keys alone, since there are enough keys for 30 days of each
 * to take too long. */
export const SPAN_TABLES = {
  slot: { table: 'UsageSlot', kinds: SUBJECT_KINDS },
  day: { table: 'UsageDay', kinds: SUBJECT_KINDS },
  week: { table: 'UsageWeek', kinds: ['key'] },
} as const satisfies Record<UsageSpan, { table: string; kinds: readonly SubjectKind[] }>
export type RollupTable = 'UsageDetail' | (typeof SPAN_TABLES)[UsageSpan]['table']

/** The spans that are known of each kind, coarse to fine. */
export const SPANS_OF: Record<SubjectKind, readonly UsageSpan[]> = {
  all: ['day', 'slot'],
  user: ['day', 'slot'],
  key: ['week', 'day', 'slot'],
  provider: ['day', 'slot'],
  model: ['day', 'slot'],
}

/** The column of UsageDetail that a kind is about. */
export const SUBJECT_COLUMN: Record<SubjectKind, string> = {
  all: "''",
  user: '"userId"',
  key: '"apiKeyId"',
  provider: '"providerId"',
  model: '"model"',
}

export const MEASURES = [
  'requests',
  'errors',
  'inputTokens',
  'cacheReadTokens',
  'cacheWrite5mTokens',
  'cacheWrite1hTokens',
  'outputTokens',
  'reasoningTokens',
  'costNanoUsd',
  'totalMs',
] as const satisfies (keyof UsageTotals)[]

export const SPAN_LENGTH_MS: Record<UsageSpan, number> = { slot: QUARTER_MS, day: DAY_MS, week: WEEK_MS }

/** When the span began that holds a moment.
 * @param ms epoch milliseconds */
export const SPAN_START: Record<UsageSpan, (ms: number) => number> = {
  slot: (ms) => ms - (ms % QUARTER_MS),
  day: (ms) => ms - (ms % DAY_MS),
  week: (ms) => ms - ((ms + WEEK_MS - FIRST_MONDAY_MS) % WEEK_MS),
}

/** The same of a column of epoch milliseconds. */
const spanStart: Record<UsageSpan, (column: string) => string> = {
  slot: (column) => `${column} - ${column} % ${QUARTER_MS}`,
  day: (column) => `${column} - ${column} % ${DAY_MS}`,
  week: (column) => `${column} - (${column} + ${WEEK_MS - FIRST_MONDAY_MS}) % ${WEEK_MS}`,
}

const STARTED_MS: Record<DatabaseKind, string> = {
  sqlite: '"startedAt"',
  postgresql: '(EXTRACT(EPOCH FROM "startedAt") * 1000)::bigint',
}

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ')
export const MEASURE_COLUMNS = quoted(MEASURES)
export const MEASURE_SUMS = MEASURES.map((name) => `SUM("${name}") AS "${name}"`).join(', ')

/** What a row of the log counts for each measure. */
const ROW_SUMS = MEASURES.map((name) => {
  if (name === 'requests') return 'COUNT(*) AS "requests"'
  if (name === 'errors') return 'SUM(CASE WHEN "status" >= 400 THEN 1 ELSE 0 END) AS "errors"'
  // A request that nobody had a price for counts nothing.
  return name === 'costNanoUsd'
    ? 'COALESCE(SUM("costNanoUsd"), 0) AS "costNanoUsd"'
    : `SUM("${name}") AS "${name}"`
}).join(', ')

/** What a row counts when its cost alone has become known, and all else was counted before. */
const COST_SUMS = MEASURES.map((name) =>
  name === 'costNanoUsd' ? 'SUM("costNanoUsd") AS "costNanoUsd"' : `CAST(0 AS BIGINT) AS "${name}"`,
).join(', ')

const DETAIL_KEY = ['startMs', 'userId', 'apiKeyId', 'providerId', 'model'] as const
const SUBJECT_KEY = ['kind', 'startMs', 'subject'] as const
/** A day at a time, so that what is written goes to one place, and a month of one subject is read from 30 places. */
const SLOT_KEY = ['kind', 'dayMs', 'subject', 'startMs'] as const
const KEYS: Record<RollupTable, readonly string[]> = {
  UsageDetail: DETAIL_KEY,
  UsageSlot: SLOT_KEY,
  UsageDay: SUBJECT_KEY,
  UsageWeek: SUBJECT_KEY,
}
const CLIENT_KEY = ['startMs', 'clientName', 'clientVersion', 'userId'] as const

/** The columns of a rollup's primary key. */
export const keyOf = (table: RollupTable): string => quoted(KEYS[table])

/** All writers take the rows of a table in this order, so that two of them never wait for each other in a circle.
 * SQLite has one writer and needs none. */
function inOrder(kind: DatabaseKind, key: readonly string[]): string {
  if (kind === 'sqlite') return ''
  const sortable = (name: string) => (name.endsWith('Ms') ? `"${name}"` : `"${name}" COLLATE "C"`)
  return `ORDER BY ${key.map(sortable).join(', ')}`
}

/** An INSERT of sums that adds to those that are there.
 * @param select gives the key's columns and then MEASURES, one row a key */
export function addSums(kind: DatabaseKind, table: RollupTable, select: string): string {
  const key = KEYS[table]
  const adds = MEASURES.map((name) => `"${name}" = "${table}"."${name}" + excluded."${name}"`).join(', ')
  // A subquery with a WHERE, as SQLite needs one to tell ON CONFLICT from a join's ON.
  return `INSERT INTO "${table}" (${quoted(key)}, ${MEASURE_COLUMNS})
    SELECT * FROM (${select}) AS sums WHERE true ${inOrder(kind, key)}
    ON CONFLICT (${quoted(key)}) DO UPDATE SET ${adds}`
}

/** Sums of rows of the log by UsageDetail's key.
 * @param rows a FROM clause with what follows, of rows that have the columns of RequestLog */
const detailSums = (kind: DatabaseKind, rows: string, sums: string): string =>
  `SELECT ${spanStart.slot(STARTED_MS[kind])} AS "startMs", "userId", "apiKeyId",
    COALESCE("providerId", '') AS "providerId", COALESCE("servedModel", '') AS "model", ${sums}
    FROM ${rows} GROUP BY 1, 2, 3, 4, 5`

/** Sums by the key of a span's table, of a table of UsageDetail's shape. SQLite and PostgreSQL agree on the name of the first
 * column of VALUES. */
function subjectSums(span: UsageSpan, details: string): string {
  const { table, kinds } = SPAN_TABLES[span]
  const subjects = kinds.map((kind) => `WHEN '${kind}' THEN ${SUBJECT_COLUMN[kind]}`).join(' ')
  const columns: Record<string, string> = {
    kind: 'column1',
    dayMs: spanStart.day('"startMs"'),
    startMs: spanStart[span]('"startMs"'),
    subject: `CASE column1 ${subjects} END`,
  }
  const key = KEYS[table].map((name) => `${columns[name] ?? ''} AS "${name}"`)
  return `SELECT ${key.join(', ')}, ${MEASURE_SUMS}
    FROM ${details} CROSS JOIN (VALUES ${kinds.map((kind) => `('${kind}')`).join(', ')}) AS kept
    GROUP BY ${key.map((_, index) => String(index + 1)).join(', ')}`
}

const addClients = (kind: DatabaseKind, rows: string): string => {
  const started = STARTED_MS[kind]
  return `INSERT INTO "ClientUsage" (${quoted(CLIENT_KEY)}, "requests", "lastSeenMs")
    SELECT * FROM (SELECT ${spanStart.day(started)} AS "startMs", COALESCE("clientName", '') AS "clientName",
      COALESCE("clientVersion", '') AS "clientVersion", "userId", COUNT(*) AS "requests", MAX(${started}) AS "lastSeenMs"
      FROM ${rows} GROUP BY 1, 2, 3, 4) AS sums WHERE true ${inOrder(kind, CLIENT_KEY)}
    ON CONFLICT (${quoted(CLIENT_KEY)}) DO UPDATE SET "requests" = "ClientUsage"."requests" + excluded."requests",
      "lastSeenMs" = ${GREATEST[kind]}("ClientUsage"."lastSeenMs", excluded."lastSeenMs")`
}

const GREATEST: Record<DatabaseKind, string> = { sqlite: 'MAX', postgresql: 'GREATEST' }

/** The parts of a statement, or of several, that add rows of the log to every rollup.
 * @param rows a FROM clause with what follows, of rows that are in no rollup yet
 * @returns `details`, a query, and INSERTs: the first ones find it under that name, the last one reads the rows itself */
export const rollupParts = (
  kind: DatabaseKind,
  rows: string,
): { details: string; addDetails: string[]; addClients: string } => ({
  details: detailSums(kind, rows, ROW_SUMS),
  addDetails: addDetails(kind),
  addClients: addClients(kind, rows),
})

/** The same of rows whose cost has become known, and that are in every rollup already. */
export const costParts = (kind: DatabaseKind, rows: string): { details: string; addDetails: string[] } => ({
  details: detailSums(kind, rows, COST_SUMS),
  addDetails: addDetails(kind),
})

const addDetails = (kind: DatabaseKind): string[] => [
  addSums(kind, 'UsageDetail', 'SELECT * FROM details'),
  ...SPANS.map((span) => addSums(kind, SPAN_TABLES[span].table, subjectSums(span, 'details'))),
]
