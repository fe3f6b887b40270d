import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RequestLogRow } from '#server/domain/request-log'
import { NO_USAGE_TOTALS, QUARTER_MS, USAGE_DIMENSIONS } from '#server/domain/usage-statistics'
import type { UsageTotals } from '#server/domain/usage-statistics'
import { databasesUnderTest } from '#server/platform/database-fixtures'
import { createRequestLogWriter, type CountingRequestLogWriter } from './request-log-writer'
import { logRow, openStores, quietLog, type StoresUnderTest } from './store-fixtures'
import { MEASURES } from './usage-rollups'
import { BASE_MS, DAY_MS, groupBy, pick, rowOf, subjectOf, totalsOf } from './usage-fixtures'

const MIGRATIONS = new URL('../../prisma/migrations/', import.meta.url)
const MIGRATION = '20261123160144_usage_rollups'

const toNumbers = (row: Record<keyof UsageTotals, bigint>): UsageTotals => {
  const totals = { ...NO_USAGE_TOTALS, costNanoUsd: row.costNanoUsd }
  for (const name of MEASURES) if (name !== 'costNanoUsd') totals[name] = Number(row[name])
  return totals
}

for (const under of databasesUnderTest(process.env['TEST_DATABASE_URL'])) {
  describe.skipIf(under.skipped)(`rollups on ${under.title}`, () => {
    let opened: StoresUnderTest
    let writers: CountingRequestLogWriter[]
    const done: string[] = []
    const warnings: unknown[] = []

    beforeAll(async () => {
      opened = await openStores(under)
      const { url } = opened
      const log = { ...quietLog, warn: (...line: unknown[]) => warnings.push(line) }
      const onDone = (ids: readonly string[]) => done.push(...ids)
      writers = [1, 2].map(() => createRequestLogWriter({ url, log, onDone, batchRows: 40 }))
    })
    afterAll(async () => {
      await Promise.all(writers.map((writer) => writer.close()))
      await opened.drop()
    })

    const write = async (...batches: (readonly RequestLogRow[])[]): Promise<void> => {
      for (const [index, rows] of batches.entries()) for (const row of rows) pick(writers, index).append(row)
      await Promise.all(writers.map((writer) => writer.flush()))
    }

    /** Every rollup, made anew from the rows in the database. */
    async function expectRollupsToEqualRows(): Promise<void> {
      const { client } = opened.database
      const rows = await client.requestLog.findMany()
      const logged = rows.map((row): RequestLogRow => ({
        ...logRow(),
        ...row,
        clientDialect: 'claude',
        providerDialect: null,
        startedAtMs: row.startedAt.getTime(),
        usage: {
          input: row.inputTokens,
          cacheRead: row.cacheReadTokens,
          cacheWrite5m: row.cacheWrite5mTokens,
          cacheWrite1h: row.cacheWrite1hTokens,
          output: row.outputTokens,
          reasoning: row.reasoningTokens,
        },
      }))
      const floor = (ms: number, lengthMs: number, firstMs = 0) => ms - ((ms - firstMs) % lengthMs)
      const starts = {
        slot: (ms: number) => floor(ms, QUARTER_MS),
        day: (ms: number) => floor(ms, DAY_MS),
        week: (ms: number) => floor(ms, 7 * DAY_MS, 4 * DAY_MS),
      }
      const details = groupBy(logged, (row) =>
        [
          starts.slot(row.startedAtMs),
          row.userId,
          row.apiKeyId,
          row.providerId ?? '',
          row.servedModel ?? '',
        ].join(),
      )
      const kept = await client.usageDetail.findMany()
      expect(
        Object.fromEntries(
          kept.map(({ startMs, userId, apiKeyId, providerId, model, ...sums }) => [
            [startMs, userId, apiKeyId, providerId, model].join(),
            toNumbers(sums),
          ]),
        ),
      ).toEqual(Object.fromEntries([...details].map(([key, group]) => [key, totalsOf(group)])))

      const bySubject = {
        slot: await client.usageSlot.findMany(),
        day: await client.usageDay.findMany(),
        week: await client.usageWeek.findMany(),
      }
      for (const span of ['slot', 'day', 'week'] as const) {
        const kinds = { slot: USAGE_DIMENSIONS, day: USAGE_DIMENSIONS, week: ['key'] } as const
        const expected = new Map<string, UsageTotals>()
        for (const kind of kinds[span])
          for (const [key, group] of groupBy(logged, (row) =>
            [kind === 'none' ? 'all' : kind, subjectOf[kind](row), starts[span](row.startedAtMs)].join(),
          ))
            expected.set(key, totalsOf(group))
        expect(
          Object.fromEntries(
            bySubject[span].map((row) => [[row.kind, row.subject, row.startMs].join(), toNumbers(row)]),
          ),
        ).toEqual(Object.fromEntries(expected))
      }

      const clients = groupBy(logged, (row) =>
        [starts.day(row.startedAtMs), row.clientName ?? '', row.clientVersion ?? '', row.userId].join(),
      )
      const seen = await client.clientUsage.findMany()
      expect(
        Object.fromEntries(
          seen.map((one) => [
            [one.startMs, one.clientName, one.clientVersion, one.userId].join(),
            [Number(one.requests), Number(one.lastSeenMs)],
          ]),
        ),
      ).toEqual(
        Object.fromEntries(
          [...clients].map(([key, group]) => [
            key,
            [group.length, Math.max(...group.map(({ startedAtMs }) => startedAtMs))],
          ]),
        ),
      )
    }

    it('equal the rows, whatever is sent again and whoever writes at the same time', async () => {
      const when = fc.oneof(
        // Around the end of a quarter, of a day and of a week.
        ...[QUARTER_MS, DAY_MS, 7 * DAY_MS].map((ms) =>
          fc.integer({ min: BASE_MS + ms - 3, max: BASE_MS + ms + 3 }),
        ),
        fc.integer({ min: BASE_MS, max: BASE_MS + 40 * DAY_MS }),
      )
      const row = fc.tuple(fc.nat({ max: 1_000_000 }), when)
      const ids: string[] = []
      await fc.assert(
        fc.asyncProperty(
          fc.array(row, { minLength: 1, maxLength: 120 }),
          fc.array(fc.nat(), { maxLength: 100 }),
          async (made, repeats) => {
            const fresh = made.map(([seed, startedAtMs]) => rowOf(seed, startedAtMs))
            ids.push(...fresh.map(({ id }) => id))
            // Of the same id and other contents: what was there first counts.
            const again = repeats.map((index) => ({ ...rowOf(index, BASE_MS), id: pick(ids, index) }))
            const mixed = [...fresh, ...again]
            await write(mixed, [...mixed].reverse())
            await expectRollupsToEqualRows()
          },
        ),
        { numRuns: 12 },
      )
      expect(new Set(done)).toEqual(new Set(ids))
      // A writer that had waited for the other in a circle would have been told to try again.
      expect(warnings).toEqual([])
    })

    it('know nothing of a batch that the database refused', async () => {
      const good = Array.from({ length: 30 }, (_, index) => rowOf(index, BASE_MS))
      const bad = rowOf(1, BASE_MS)
      Object.assign(bad, { userId: null })
      await write([...good.slice(0, 11), bad, ...good.slice(11)])
      expect(pick(writers, 0).lost).toBe(1)
      await expectRollupsToEqualRows()
    })

    it('are made by the migration for rows that are older than they are', async () => {
      const { client } = opened.database
      const script = await readFile(new URL(`${under.kind}/${MIGRATION}/migration.sql`, MIGRATIONS), 'utf8')
      const [, backfill = ''] = script.split('-- Requests that were logged before there were rollups')
      for (const table of ['UsageDetail', 'UsageSlot', 'UsageDay', 'UsageWeek', 'ClientUsage'])
        await client.$executeRawUnsafe(`DELETE FROM "${table}"`)
      for (const statement of backfill.split(';').filter((text) => text.trim() !== ''))
        await client.$executeRawUnsafe(statement)
      await expectRollupsToEqualRows()
    })

    it('tell of clients by version and user', async () => {
      const atMs = Date.parse('2030-01-02T03:04:05Z')
      const one = { ...rowOf(1, atMs), clientName: 'gemini-cli', clientVersion: '0.9.0', userId: 'u9' }
      await write([one, { ...one, id: uuidv7(), startedAtMs: atMs + DAY_MS }])
      expect(await opened.stores.usage.clientVersions(atMs)).toEqual([
        {
          clientName: 'gemini-cli',
          clientVersion: '0.9.0',
          userId: 'u9',
          requests: 2,
          lastSeenAt: new Date(atMs + DAY_MS),
        },
      ])
    })
  })
}
