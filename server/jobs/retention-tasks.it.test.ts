import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RequestLogRow } from '#server/domain/request-log'
import { databasesUnderTest } from '#server/platform/database-fixtures'
import { createMemoryState } from '#server/stores/memory-state'
import { createRequestLogWriter } from '#server/stores/request-log-writer'
import { openStores, quietLog, type StoresUnderTest } from '#server/stores/store-fixtures'
import { rowOf, totalsOf } from '#server/stores/usage-fixtures'
import { createRetentionTasks } from './retention-tasks'
import { createScheduler } from './scheduler'

const DAY_MS = 86_400_000
const NOW = Date.parse('2028-06-15T12:00:00Z')
const daysAgo = (days: number) => NOW - days * DAY_MS

for (const under of databasesUnderTest(process.env['TEST_DATABASE_URL'])) {
  describe.skipIf(under.skipped)(`retention on ${under.title}`, () => {
    let opened: StoresUnderTest
    const settings = { logRetentionDays: 90, statisticsRetentionDays: 730 }
    // Every third one is older than the statistics are kept, most of them are older than the rows are.
    const rows = Array.from({ length: 900 }, (_, index) =>
      rowOf(index, daysAgo((index % 3) * 400 + (index % 37))),
    )
    const newer = (days: number) => (row: RequestLogRow) => row.startedAtMs >= daysAgo(days)

    beforeAll(async () => {
      opened = await openStores(under, () => NOW)
      const writer = createRequestLogWriter({ url: opened.url, log: quietLog })
      for (const row of rows) writer.append(row)
      await writer.close()
    })
    afterAll(() => opened.drop())

    const sweep = async (...holders: string[]): Promise<void> => {
      const tasks = createRetentionTasks({ retention: opened.stores.retention, settings: () => settings })
      const options = { tasks, nowMs: () => NOW, log: quietLog, pause: () => Promise.resolve() }
      const schedulers = holders.map((holder) =>
        createScheduler({ ...options, state: createMemoryState(), holder }),
      )
      await Promise.all(schedulers.map((scheduler) => scheduler.tick()))
    }
    const spent = (fromMs: number) =>
      Promise.all(
        (['user', 'key', 'provider'] as const).map((kind) =>
          opened.stores.usage.spend({ kind, id: `${kind.slice(0, 1)}1` }, fromMs),
        ),
      )

    it('takes away what is too old, and never a cent of what was spent', async () => {
      const before = [await spent(0), await spent(daysAgo(500))]
      // Each with a state of its own: two that believe that they lead.
      await sweep('one', 'two')
      expect([await spent(0), await spent(daysAgo(500))]).toEqual(before)
      const { client } = opened.database
      expect(await client.requestLog.count()).toBe(rows.filter(newer(90)).length)

      // Whole weeks go, so that some are kept a few days longer.
      const cutMs = daysAgo(730) - ((daysAgo(730) - 4 * DAY_MS) % (7 * DAY_MS))
      const old = { startMs: { gt: 0, lt: cutMs } }
      for (const count of [
        await client.usageDetail.count({ where: old }),
        await client.usageSlot.count({ where: old }),
        await client.usageDay.count({ where: old }),
        await client.usageWeek.count({ where: old }),
        await client.clientUsage.count({ where: old }),
      ])
        expect(count).toBe(0)
      const all = totalsOf(rows)
      for (const sums of [
        await client.usageDetail.aggregate({ _sum: { costNanoUsd: true, requests: true } }),
        await client.usageDay.aggregate({
          _sum: { costNanoUsd: true, requests: true },
          where: { kind: 'all' },
        }),
        await client.usageDay.aggregate({
          _sum: { costNanoUsd: true, requests: true },
          where: { kind: 'key' },
        }),
      ])
        expect(sums._sum).toEqual({ costNanoUsd: all.costNanoUsd, requests: BigInt(all.requests) })
      const folded = await client.usageDay.findMany({ where: { startMs: 0, kind: 'all' } })
      expect(folded).toHaveLength(1)
      expect(Number(folded[0]?.requests)).toBe(rows.filter((row) => row.startedAtMs < cutMs).length)
    })

    it('has nothing more to do then', async () => {
      const { client } = opened.database
      const before = await client.usageDetail.findMany()
      await sweep('one')
      expect(await client.usageDetail.findMany()).toEqual(before)
    })

    it('keeps the history of health for 30 days', async () => {
      const entry = {
        providerId: 'p',
        event: 'opened',
        state: 'open',
        detail: null,
        latencyMs: null,
      } as const
      await opened.stores.providerHealth.record([31, 29].map((days) => ({ ...entry, atMs: daysAgo(days) })))
      await sweep('one')
      const left = await opened.stores.providerHealth.list('p', { limit: 10 })
      expect(left.items.map(({ atMs }) => atMs)).toEqual([daysAgo(29)])
    })

    it('keeps the configurations that rows were decided by', async () => {
      const { client } = opened.database
      const keep = (version: number, days: number) =>
        client.routingSnapshot.create({
          data: { version, providers: [], createdAt: new Date(daysAgo(days)) },
        })
      await Promise.all([keep(1, 300), keep(2, 200), keep(3, 100), keep(4, 50), keep(5, 1)])
      await sweep('one')
      // The oldest row is 36 days old: it was decided by the one of 50 days ago.
      const left = await client.routingSnapshot.findMany({ orderBy: { version: 'asc' } })
      expect(left.map(({ version }) => Number(version))).toEqual([4, 5])
    })
  })
}
