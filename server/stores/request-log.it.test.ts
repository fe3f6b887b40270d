import { fileURLToPath } from 'node:url'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RequestLogFilter, RequestLogRow } from '#server/domain/request-log'
import { openDatabase, type Database } from '#server/platform/database'
import { databasesUnderTest, type DatabaseFixture } from '#server/platform/database-fixtures'
import { migrate } from '#server/platform/migrate'
import { createStores } from './create-stores'
import type { RequestLogStore } from './interfaces'
import { createRequestLogWriter, type CountingRequestLogWriter } from './request-log-writer'

const migrations = fileURLToPath(new URL('../../prisma/migrations', import.meta.url))
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }
const sealer = { seal: (text: string) => text, open: (text: string) => text }

const row = (fields: Partial<RequestLogRow> = {}): RequestLogRow => ({
  id: uuidv7(),
  startedAtMs: Date.now(),
  userId: 'user',
  apiKeyId: 'key',
  sessionId: 'session',
  clientName: 'claude-cli',
  clientVersion: '2.0.1',
  endpoint: 'messages',
  clientDialect: 'claude',
  providerDialect: 'claude',
  requestedModel: 'claude-sonnet',
  servedModel: 'claude-sonnet-4',
  providerId: 'provider',
  attempts: 2,
  trace: [{ provider: 'a', reason: 'circuit open' }, { provider: 'b' }],
  status: 200,
  errorCode: null,
  streaming: true,
  ttfbMs: 12,
  totalMs: 345,
  requestBytes: 1_000,
  responseBytes: 2_000,
  usage: { input: 1, cacheRead: 2, cacheWrite5m: 3, cacheWrite1h: 4, output: 5, reasoning: 6 },
  rawUsage: { input_tokens: 1, nested: { a: [1, 2.5, null, 'x'] } },
  stopReason: 'end_turn',
  upstreamRequestId: 'req_1',
  costNanoUsd: 9_007_199_254_740_993n,
  priceId: 'price',
  blocked: false,
  interrupted: true,
  estimated: false,
  ...fields,
})

const EMPTY = row({
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
    let fixture: DatabaseFixture
    let database: Database
    let logs: RequestLogStore
    let writer: CountingRequestLogWriter

    beforeAll(async () => {
      fixture = await under.create()
      await migrate({ url: fixture.url, directory: migrations, log: quiet })
      database = await openDatabase({ url: fixture.url })
      logs = createStores({ database, sealer }).requestLogs
      writer = createRequestLogWriter({ url: fixture.url, log: quiet })
    })
    afterAll(async () => {
      await writer.close()
      await database.close()
      await fixture.drop()
    })

    const write = async (...rows: RequestLogRow[]): Promise<void> => {
      for (const one of rows) writer.append(one)
      await writer.flush()
    }
    const idsOf = async (filter: RequestLogFilter): Promise<string[]> =>
      (await logs.list(filter, { limit: 100 })).items.map((entry) => entry.id)

    it('gives back every column as it was written', async () => {
      const full = row({ startedAtMs: Date.parse('2026-03-29T01:59:59.999Z') })
      await write(full, EMPTY)
      expect(writer.pending).toBe(0)
      expect(await logs.get(full.id)).toEqual(asEntry(full))
      expect(await logs.get(EMPTY.id)).toEqual(asEntry(EMPTY))
      expect(await logs.get(uuidv7())).toBeNull()
    })

    it('stores times as Prisma itself does', async () => {
      const one = row()
      await write(one)
      const startedAt = new Date(one.startedAtMs)
      expect(await database.client.requestLog.count({ where: { id: one.id, startedAt } })).toBe(1)
      const copy = await database.client.requestLog.findUniqueOrThrow({ where: { id: one.id } })
      expect(copy.startedAt).toEqual(startedAt)
    })

    it('keeps the first row of an id', async () => {
      const one = row()
      await write(one, { ...one, status: 500 })
      await write({ ...one, status: 501 }, row())
      expect(await logs.get(one.id)).toMatchObject({ status: 200 })
    })

    it('survives whatever a client or an upstream may send', async () => {
      const odd = row({
        requestedModel: 'nul \0 lone \ud800 pair \ud83d\ude00 spelled \\u0000 "quote" \'; DROP TABLE "User"; --',
        trace: 'just text',
        rawUsage: 5,
        ttfbMs: 1.6,
        totalMs: -3,
        responseBytes: 5_000_000_000,
        usage: { input: 1e12, cacheRead: Number.NaN, cacheWrite5m: 0, cacheWrite1h: 0, output: 0, reasoning: 0 },
      })
      await write(odd)
      expect(await logs.get(odd.id)).toMatchObject({
        requestedModel:
          'nul \ufffd lone \ufffd pair \ud83d\ude00 spelled \\u0000 "quote" \'; DROP TABLE "User"; --',
        trace: 'just text',
        rawUsage: 5,
        ttfbMs: 2,
        totalMs: 0,
        responseBytes: 2_147_483_647,
        usage: { input: 2_147_483_647, cacheRead: 0 },
      })
    })

    it('loses only the row that the database refuses', async () => {
      const good = Array.from({ length: 40 }, () => row({ sessionId: 'beside-a-bad-row' }))
      const bad = row({ sessionId: 'beside-a-bad-row' })
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
        row({
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
      const made = Array.from({ length: 7 }, () => row({ userId: 'paged' }))
      await write(...made)
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const page = await logs.list({ userId: 'paged' }, { limit: 3, cursor })
        seen.push(...page.items.map((entry) => entry.id))
        cursor = page.nextCursor ?? undefined
        await write(row({ userId: 'paged' }))
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
      const columns = { groupTags: [], allowedModels: [], modelRedirects: [], credentialSealed: '', credentialHint: '' }
      await client.provider.create({
        data: { id: providerId, name: 'Claude', type: 'claude', baseUrl: 'https://x', ...columns, ...at },
      })
      const one = row({ userId, apiKeyId, providerId })
      await write(one)
      const page = await logs.list({ userId }, { limit: 1 })
      expect(page.items).toEqual([
        { ...asEntry(one), userName: 'Ada', keyName: 'laptop', providerName: 'Claude' },
      ])
    })

    it('counts what began since a moment', async () => {
      const since = Date.parse('2027-01-01T00:00:00.000Z')
      await write(
        row({ startedAtMs: since - 1, status: 500 }),
        row({ startedAtMs: since }),
        row({ startedAtMs: since, status: 399 }),
        row({ startedAtMs: since + 1, status: 400 }),
      )
      expect(await logs.counts(since)).toEqual({ requests: 3, errors: 1 })
    })

    it('writes by itself, without a flush', async () => {
      const one = row()
      writer.append(one)
      expect(writer.pending).toBe(1)
      await expect.poll(() => writer.pending).toBe(0)
      expect(await logs.get(one.id)).not.toBeNull()
    })

    it('keeps rows while the table cannot be written, then writes them all', async () => {
      await database.client.$executeRaw`ALTER TABLE "RequestLog" RENAME TO "Elsewhere"`
      const rows = Array.from({ length: 600 }, () => row({ userId: 'waited' }))
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

describe('a request log whose database is away', () => {
  const openAway = (maxQueuedChars: number) => {
    const lines: string[] = []
    const keep = (...line: unknown[]) => lines.push(String(line[1]))
    const url = 'file:/nonexistent-folder/hub.db'
    const log = { info: keep, warn: keep, error: keep }
    return { lines, writer: createRequestLogWriter({ url, log, maxQueuedChars, closeTimeoutMs: 50, batchMs: 1 }) }
  }

  it('gives up the oldest rows beyond its bound, counts them and says so once', async () => {
    const { lines, writer } = openAway(100_000)
    for (let index = 0; index < 1_000; index++) writer.append(row())
    expect(writer.lost).toBeGreaterThan(0)
    expect(writer.pending + writer.lost).toBe(1_000)
    expect(writer.pending).toBeLessThan(100_000 / 400)
    await writer.close()
    expect(lines.filter((line) => line.startsWith('too many'))).toHaveLength(1)
    expect(lines).toContain('request rows were lost at shutdown')
  })

  it('ends in time all the same', async () => {
    const { writer } = openAway(1_000_000)
    writer.append(row())
    const before = Date.now()
    await writer.close()
    expect(Date.now() - before).toBeLessThan(2_000)
  })
})
