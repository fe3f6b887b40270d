/** `npm run bench:statistics`: statistics of a month over 10 million requests of 1,000 users with 10,000 keys, on SQLite and
 * on PostgreSQL. Makes the requests and their rollups first, which takes minutes and 10 GB of the temporary folder.
 * Options: --rows N (10000000), --database sqlite|postgresql (both), --rounds N (20) */
import { stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { USAGE_BUCKETS, USAGE_DIMENSIONS, type UsageQuery } from '#server/domain/usage-statistics'
import { windowAt } from '#server/domain/windows'
import { openDatabase } from '#server/platform/database'
import { openSql } from '#server/platform/database-adapter'
import { databasesUnderTest, type DatabaseUnderTest } from '#server/platform/database-fixtures'
import { migrate } from '#server/platform/migrate'
import type { UsageStore } from '#server/stores/interfaces'
import { createUsageStore } from '#server/stores/usage-store'
import { startPostgres } from '#server/testing/start-postgres'
import { fillRequestLog } from './fill-request-log'

const option = (name: string, fallback: string) => {
  const at = process.argv.indexOf(`--${name}`)
  return at === -1 ? fallback : (process.argv[at + 1] ?? fallback)
}
const rows = Number(option('rows', '10000000'))
const rounds = Number(option('rounds', '20'))
const only = option('database', '')

const DAYS = 32
const UNTIL_MS = Date.parse('2026-11-02T00:00:00Z')
/** UTC, and hours that begin elsewhere, a change from summer time in the month, half an hour. */
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata']
/** What the console asks at once: a list of so many, and a chart of so many. */
const LISTED = 20
const CHARTED = 5

const quantile = (values: number[], share: number): number =>
  values.sort((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? 0

async function measure(
  usage: UsageStore,
  query: Omit<UsageQuery, 'fromMs' | 'toMs' | 'timeZone' | 'filter' | 'rank'>,
) {
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const timeZone = ZONES[round % ZONES.length] ?? 'UTC'
    // In turn the calendar month and 30 days that end within a day.
    const month = windowAt(UNTIL_MS - 5 * 86_400_000, {
      kind: 'fixed',
      unit: 'month',
      resetAt: '00:00',
      timeZone,
    })
    const toMs = UNTIL_MS - round * 1_234_567
    const range =
      round % 2 === 0
        ? { fromMs: month.startMs, toMs: month.endMs ?? toMs }
        : {
            fromMs: windowAt(toMs - 29 * 86_400_000, {
              kind: 'fixed',
              unit: 'day',
              resetAt: '00:00',
              timeZone,
            }).startMs,
            toMs,
          }
    const before = performance.now()
    await usage.statistics({ ...query, ...range, timeZone, filter: {}, rank: 'cost' })
    times.push(performance.now() - before)
  }
  return times
}

async function runOn(under: DatabaseUnderTest): Promise<void> {
  const fixture = await under.create()
  try {
    const log = { info: () => undefined, warn: () => undefined }
    await migrate({
      url: fixture.url,
      directory: fileURLToPath(new URL('../prisma/migrations', import.meta.url)),
      log,
    })
    const sql = await openSql(fixture.url)
    const began = performance.now()
    const onDay = (day: number) =>
      process.stdout.write(`\r${under.kind}: day ${String(day)} of ${String(DAYS)}`)
    await fillRequestLog({ sql, kind: under.kind, rows, days: DAYS, untilMs: UNTIL_MS, onDay })
    // One after another: counts of so many rows, all at once, keep each other waiting for a connection.
    const counts: string[] = []
    for (const table of ['RequestLog', 'UsageDetail', 'UsageSlot', 'UsageDay', 'UsageWeek'])
      counts.push(await count(sql, table))
    console.log(
      `\r${under.kind}: ${counts.join(', ')}, made in ${((performance.now() - began) / 1_000).toFixed(0)} s`,
    )
    if (under.kind === 'sqlite') {
      const { size } = await stat(new URL(fixture.url))
      console.log(`${(size / 1e9).toFixed(1)} GB`)
    }
    await sql.dispose()
    await report(fixture.url)
  } finally {
    await fixture.drop()
  }
}

async function count(sql: Awaited<ReturnType<typeof openSql>>, table: string): Promise<string> {
  const { rows: answer } = await sql.queryRaw({
    sql: `SELECT COUNT(*) FROM "${table}"`,
    args: [],
    argTypes: [],
  })
  return `${Number(answer[0]?.[0]).toLocaleString('en')} ${table}`
}

async function report(url: string): Promise<void> {
  const database = await openDatabase({ url })
  const usage = createUsageStore(database)
  const all: number[] = []
  console.log('by        bucket      p50 ms    p95 ms    max ms')
  for (const by of USAGE_DIMENSIONS)
    for (const bucket of USAGE_BUCKETS) {
      const limit = bucket === 'none' ? LISTED : CHARTED
      await usage.statistics({
        by,
        bucket,
        limit,
        filter: {},
        rank: 'cost',
        timeZone: 'UTC',
        fromMs: UNTIL_MS - 1,
        toMs: UNTIL_MS,
      })
      const times = await measure(usage, { by, bucket, limit })
      all.push(...times)
      const figures = [quantile(times, 0.5), quantile(times, 0.95), quantile(times, 1)]
      console.log(by.padEnd(10) + bucket.padEnd(8) + figures.map((ms) => ms.toFixed(1).padStart(10)).join(''))
    }
  console.log(
    `all queries: p50 ${quantile(all, 0.5).toFixed(1)} ms, p95 ${quantile(all, 0.95).toFixed(1)} ms`,
  )
  await database.close()
}

const postgres = only === 'sqlite' ? null : startPostgres()
if (postgres?.ok === false) console.log(`PostgreSQL is left out: ${postgres.reason}`)
try {
  for (const under of databasesUnderTest(postgres?.ok ? postgres.url : undefined))
    if (!under.skipped && (only === '' || only === under.kind)) await runOn(under)
} finally {
  if (postgres?.ok) postgres.stop()
}
