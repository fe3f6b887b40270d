import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databasesUnderTest } from '#server/platform/database-fixtures'
import { createRequestLogWriter } from './request-log-writer'
import { logRow, openStores, quietLog } from './store-fixtures'
import type { StoresUnderTest } from './store-fixtures'

for (const under of databasesUnderTest(process.env['TEST_DATABASE_URL'])) {
  describe.skipIf(under.skipped)(`sessions of the request log in ${under.title}`, () => {
    let opened: StoresUnderTest
    const row = (session: string | null, fields: Partial<ReturnType<typeof logRow>> = {}) => {
      const sessionId = session === null ? null : `key:${session}`
      return logRow({ userId: 'ada', apiKeyId: 'key', sessionId, costNanoUsd: 5n, ...fields })
    }
    /** In the order in which they were made, which is that of their ids. */
    const rows = [
      row('a'),
      row('b', { status: 500 }),
      row(null),
      row('a', { costNanoUsd: null, requestedModel: 'the last one' }),
      row('c', { userId: 'bob', apiKeyId: 'key' }),
    ]
    beforeAll(async () => {
      opened = await openStores(under)
      const writer = createRequestLogWriter({ url: opened.url, log: quietLog })
      for (const one of rows) writer.append(one)
      await writer.close()
    })
    afterAll(() => opened.drop())
    const list = async (filter: object, page: { limit: number; cursor?: string }) => {
      const { items, nextCursor } = await opened.stores.sessionHistory.list(filter, page)
      return { ids: items.map(({ sessionId }) => sessionId), nextCursor }
    }

    it('come by their newest request, with the sums of all', async () => {
      expect(await list({}, { limit: 10 })).toEqual({ ids: ['key:c', 'key:a', 'key:b'], nextCursor: null })
      const a = await opened.stores.sessionHistory.get('key:a')
      const [first, , , last] = rows
      expect(a).toMatchObject({
        userId: 'ada',
        requests: 2,
        errors: 0,
        costNanoUsd: 5n,
        firstAtMs: first?.startedAtMs,
        last: { requestId: last?.id, model: 'the last one', startedAtMs: last?.startedAtMs },
      })
      expect(a?.usage.output).toBe((first?.usage.output ?? 0) + (last?.usage.output ?? 0))
      expect(await opened.stores.sessionHistory.get('key:b')).toMatchObject({ requests: 1, errors: 1 })
      expect(await opened.stores.sessionHistory.get('key:nobody')).toBeNull()
    })

    it('are told once, however short the pages are', async () => {
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const page = await list({}, { limit: 1, ...(cursor !== undefined && { cursor }) })
        seen.push(...page.ids)
        cursor = page.nextCursor ?? undefined
      } while (cursor !== undefined)
      expect(seen).toEqual(['key:c', 'key:a', 'key:b'])
    })

    it('are those of one user, and of a time', async () => {
      expect((await list({ userId: 'bob' }, { limit: 10 })).ids).toEqual(['key:c'])
      expect((await list({ since: new Date(Date.now() + 60_000) }, { limit: 10 })).ids).toEqual([])
    })
  })
}
