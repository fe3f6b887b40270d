import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RequestLogFilter, RequestLogRow } from '#server/domain/request-log'
import type { Database } from '#server/platform/database'
import { databasesUnderTest } from '#server/platform/database-fixtures'
import type { RequestLogStore } from './interfaces'
import { createRequestLogWriter, type CountingRequestLogWriter } from './request-log-writer'
import { logRow, openStores, quietLog } from './store-fixtures'

const EMPTY = logRow({
  sessionId: null,
  clientName: null,
  clientVersion: null,
  providerDialect: null,
  requestedModel: null,
  servedModel: null,
  providerId: null,
  attempts: 0,
  trace: null,
  status: 429,
  errorCode: 'too_many_auth_failures',
  streaming: false,
  ttfbMs: null,
  rawUsage: null,
  stopReason: null,
  upstreamRequestId: null,
  costNanoUsd: null,
  priceId: null,
  costMultiplier: null,
  serviceTier: null,
  blocked: true,
})

const asEntry = ({ startedAtMs, ...fields }: RequestLogRow) => ({
  ...fields,
  startedAt: new Date(startedAtMs),
  userName: null,
  keyName: null,
  providerName: null,
})

for (const under of databasesUnderTest(process.env['TEST_DATABASE_URL'])) {
  describe.skipIf(under.skipped)(`the request log on ${under.title}`, () => {
    let database: Database
    let logs: RequestLogStore
    let drop: () => Promise<void>
    let writer: CountingRequestLogWriter

    beforeAll(async () => {
      const opened = await openStores(under)
      ;({ database, drop } = opened)
      logs = opened.stores.requestLogs
      writer = createRequestLogWriter({ url: opened.url, log: quietLog })
    })
    afterAll(async () => {
      await writer.close()
      await drop()
    })

    const write = async (...rows: RequestLogRow[]): Promise<void> => {
      for (const one of rows) writer.append(one)
      await writer.flush()
    }
    const idsOf = async (filter: RequestLogFilter): Promise<string[]> =>
      (await logs.list(filter, { limit: 100 })).items.map((entry) => entry.id)

    it('gives back every column as it was written', async () => {
      const full = logRow({ startedAtMs: Date.parse('2026-03-29T01:59:59.999Z') })
      await write(full, EMPTY)
      expect(writer.pending).toBe(0)
      expect(await logs.get(full.id)).toEqual(asEntry(full))
      expect(await logs.get(EMPTY.id)).toEqual(asEntry(EMPTY))
      expect(await logs.get(uuidv7())).toBeNull()
    })

    it('stores times as Prisma itself does', async () => {
      const one = logRow()
      await write(one)
      const startedAt = new Date(one.startedAtMs)
      expect(await database.client.requestLog.count({ where: { id: one.id, startedAt } })).toBe(1)
      const copy = await database.client.requestLog.findUniqueOrThrow({ where: { id: one.id } })
      expect(copy.startedAt).toEqual(startedAt)
    })

    it('keeps the first row of an id', async () => {
      const one = logRow()
      await write(one, { ...one, status: 500 })
      await write({ ...one, status: 501 }, logRow())
      expect(await logs.get(one.id)).toMatchObject({ status: 200 })
    })

    it('survives whatever a client or an upstream may send', async () => {
      const odd = logRow({
        requestedModel:
          'nul \0 lone \ud800 pair \ud83d\ude00 spelled \\u0000 "quote" \'; DROP TABLE "User"; --',
        trace: 'just text',
        rawUsage: 5,
        startedAtMs: Date.parse('2026-05-01T00:00:00Z') + 0.5,
        ttfbMs: 1.6,
        totalMs: -3,
        responseBytes: 5_000_000_000,
        usage: {
          input: 1e12,
          cacheRead: Number.NaN,
          cacheWrite5m: 0,
          cacheWrite1h: 0,
          output: 0,
          reasoning: 0,
        },
      })
      await write(odd)
      expect(await logs.get(odd.id)).toMatchObject({
        requestedModel:
          'nul \ufffd lone \ufffd pair \ud83d\ude00 spelled \\u0000 "quote" \'; DROP TABLE "User"; --',
        trace: 'just text',
        rawUsage: 5,
        startedAt: new Date('2026-05-01T00:00:00Z'),
        ttfbMs: 2,
        totalMs: 0,
        responseBytes: 2_147_483_647,
        usage: { input: 2_147_483_647, cacheRead: 0 },
      })
    })

    it('loses only the row that the database refuses', async () => {
      const good = Array.from({ length: 40 }, () => logRow({ sessionId: 'beside-a-bad-row' }))
      const bad = logRow({ sessionId: 'beside-a-bad-row' })
      // A row that breaks its type, as a defect elsewhere could make it.
      Object.assign(bad, { userId: null })
      const before = writer.lost
      await write(...good.slice(0, 17), bad, ...good.slice(17))
      expect(writer.lost - before).toBe(1)
      expect(await database.client.requestLog.count({ where: { sessionId: 'beside-a-bad-row' } })).toBe(40)
    })

    it('filters by who, what and when', async () => {
      const at = Date.parse('2026-05-01T00:00:00.000Z')
      const idAt = (ms: number, tail: string) => {
        const hex = ms.toString(16).padStart(12, '0')
        return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-0000000000${tail}`
      }
      const statuses = [200, 204, 404, 429, 503]
      const rows = statuses.map((status, index) =>
        logRow({
          id: idAt(at + index * 1_000, `0${index}`),
          startedAtMs: at + index * 1_000,
          userId: index % 2 ? 'odd' : 'even',
          apiKeyId: `key${index}`,
          providerId: index === 0 ? null : 'p1',
          requestedModel: index === 3 ? '100%_sure' : 'other',
          status,
        }),
      )
      await write(...rows)
      const id = (index: number) => rows[index]?.id
      const when = { from: new Date(at), to: new Date(at + 5_000) }
      expect(await idsOf(when)).toEqual([4, 3, 2, 1, 0].map(id))
      expect(await idsOf({ ...when, userId: 'odd' })).toEqual([3, 1].map(id))
      expect(await idsOf({ ...when, keyId: 'key2' })).toEqual([id(2)])
      expect(await idsOf({ ...when, providerId: 'p1' })).toEqual([4, 3, 2, 1].map(id))
      expect(await idsOf({ ...when, model: '100%_sure' })).toEqual([id(3)])
      expect(await idsOf({ ...when, model: '%' })).toEqual([])
      expect(await idsOf({ ...when, status: '404' })).toEqual([id(2)])
      expect(await idsOf({ ...when, status: '2xx' })).toEqual([1, 0].map(id))
      expect(await idsOf({ ...when, status: '4xx' })).toEqual([3, 2].map(id))
      expect(await idsOf({ ...when, status: 'error' })).toEqual([4, 3, 2].map(id))
      expect(await idsOf({ ...when, status: 'no status' })).toEqual([])
      expect(await idsOf({ from: new Date(at + 1_000), to: new Date(at + 3_000) })).toEqual([2, 1].map(id))
    })

    it('is read in pages to the end, each row once', async () => {
      const made = Array.from({ length: 7 }, () => logRow({ userId: 'paged' }))
      await write(...made)
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const page = await logs.list({ userId: 'paged' }, { limit: 3, cursor })
        seen.push(...page.items.map((entry) => entry.id))
        cursor = page.nextCursor ?? undefined
        await write(logRow({ userId: 'paged' }))
      } while (cursor)
      expect(seen).toEqual(made.map((one) => one.id).reverse())
      await expect(logs.list({}, { limit: 3, cursor: 'x' })).rejects.toMatchObject({ code: 'bad_cursor' })
    })

    it('names users, keys and providers, removed ones too', async () => {
      const at = { createdAt: new Date(), updatedAt: new Date(), removedAt: new Date() }
      const [userId, apiKeyId, providerId] = [uuidv7(), uuidv7(), uuidv7()]
      const { client } = database
      await client.user.create({ data: { id: userId, name: 'Ada', tags: [], allowedModels: [], ...at } })
      await client.apiKey.create({
        data: { id: apiKeyId, userId, name: 'laptop', digest: 'd', prefix: 'p', last4: 'l', ...at },
      })
      const columns = {
        groupTags: [],
        allowedModels: [],
        modelRedirects: [],
        credentialSealed: '',
        credentialHint: '',
      }
      await client.provider.create({
        data: { id: providerId, name: 'Claude', type: 'claude', baseUrl: 'https://x', ...columns, ...at },
      })
      const one = logRow({ userId, apiKeyId, providerId })
      await write(one)
      const page = await logs.list({ userId }, { limit: 1 })
      expect(page.items).toEqual([
        { ...asEntry(one), userName: 'Ada', keyName: 'laptop', providerName: 'Claude' },
      ])
    })

    it('writes by itself, without a flush', async () => {
      const one = logRow()
      writer.append(one)
      expect(writer.pending).toBe(1)
      await expect.poll(() => writer.pending).toBe(0)
      expect(await logs.get(one.id)).not.toBeNull()
    })

    it.runIf(under.kind === 'postgresql')('outlives the loss of every connection', async () => {
      await write(logRow())
      await database.client.$executeRaw`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()`
      const one = logRow()
      await write(one)
      expect(await logs.get(one.id)).toMatchObject({ id: one.id })
    })

    it('keeps rows while the table cannot be written, then writes them all', async () => {
      await database.client.$executeRaw`ALTER TABLE "RequestLog" RENAME TO "Elsewhere"`
      const rows = Array.from({ length: 600 }, () => logRow({ userId: 'waited' }))
      for (const one of rows) writer.append(one)
      const flushed = writer.flush()
      await new Promise((resolve) => setTimeout(resolve, 150))
      expect(writer.pending).toBe(600)
      await database.client.$executeRaw`ALTER TABLE "Elsewhere" RENAME TO "RequestLog"`
      await flushed
      expect(writer.pending).toBe(0)
      expect(await database.client.requestLog.count({ where: { userId: 'waited' } })).toBe(600)
    })
  })
}
