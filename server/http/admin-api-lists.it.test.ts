import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RequestLogRow } from '#server/domain/request-log'
import { createRequestLogWriter } from '#server/stores/request-log-writer'
import { logRow, quietLog } from '#server/stores/store-fixtures'
import { startAdminApi } from '#server/testing/admin-api-server'
import type { AdminApiServer } from '#server/testing/admin-api-server'

const idsOf = (items: unknown): unknown[] =>
  Array.isArray(items) ? items.map((item: unknown) => (item as { id: unknown }).id) : []

let api: AdminApiServer
beforeAll(async () => {
  api = await startAdminApi()
})
afterAll(() => api.close())

describe('lists', () => {
  it('come in pages that join without a gap or a repeat', async () => {
    const user = await api.create('/users', { name: 'Pages' })
    const made: string[] = []
    for (let i = 0; i < 5; i++)
      made.push((await api.create('/keys', { userId: user.id, name: `k${String(i)}` })).id)
    const seen: unknown[] = []
    let cursor: unknown = ''
    do {
      const { body } = await api.call(
        'GET',
        `/keys?userId=${user.id}&limit=2&cursor=${encodeURIComponent(String(cursor))}`,
      )
      seen.push(...idsOf(body.items))
      cursor = body.nextCursor
    } while (cursor !== null)
    expect(seen).toEqual(made.reverse())
  })

  it.each(['0', '201', 'many', '1.5'])('refuse a limit of %s', async (limit) => {
    const { status, body } = await api.call('GET', `/providers?limit=${limit}`)
    expect(status).toBe(400)
    expect(body.message).toMatch(/^limit: /)
  })

  it('refuse filters of the log that make no sense', async () => {
    expect((await api.call('GET', '/logs?status=fine')).body.message).toMatch(
      /status: must be a status such as 200/,
    )
    expect((await api.call('GET', '/logs?from=yesterday')).body.message).toMatch(
      /from: must be a time such as/,
    )
    // A form that is sent with blank fields asks for no filter.
    expect(await api.call('GET', '/logs?status=5xx&from=2026-01-01&to=&model=')).toMatchObject({
      status: 200,
      body: { items: [], nextCursor: null },
    })
    expect(await api.call('GET', '/logs/no-such-request')).toMatchObject({ status: 404 })
  })
})

describe('the request log', () => {
  const row = (minute: number, fields: Partial<RequestLogRow>): RequestLogRow =>
    logRow({
      startedAtMs: Date.now() - minute * 60_000,
      sessionId: null,
      trace: null,
      usage: { input: 1, cacheRead: 2, cacheWrite5m: 3, cacheWrite1h: 4, output: 5, reasoning: 6 },
      costNanoUsd: null,
      ...fields,
    })

  it('shows rows with exact cost, filtered and in pages, and feeds the overview', async () => {
    const user = await api.create('/users', { name: 'Logged' })
    // As the hub writes them: with their share of the statistics.
    const writer = createRequestLogWriter({ url: api.harness.url, log: quietLog })
    const priced = row(3, { userId: user.id, costNanoUsd: 1_234_567_890n, requestedModel: 'm-1' })
    writer.append(priced)
    writer.append(row(2, { userId: user.id, status: 529, trace: { tried: ['p'] } }))
    writer.append(row(1, { userId: user.id, status: 200 }))
    await writer.close()

    expect(await api.call('GET', `/logs/${priced.id}`)).toMatchObject({
      status: 200,
      body: {
        userName: 'Logged',
        usage: { input: 1, cacheRead: 2, cacheWrite5m: 3, cacheWrite1h: 4, output: 5, reasoning: 6 },
        costUsd: '1.23456789',
        costNanoUsd: '1234567890',
        requestedModel: 'm-1',
        sessionId: null,
      },
    })
    const first = await api.call('GET', `/logs?userId=${user.id}&limit=2`)
    const second = await api.call(
      'GET',
      `/logs?userId=${user.id}&limit=2&cursor=${String(first.body.nextCursor)}`,
    )
    expect(idsOf(first.body.items)).toHaveLength(2)
    expect(idsOf(second.body.items)).toEqual([priced.id])
    expect(second.body.nextCursor).toBeNull()
    const filtered = await api.call('GET', `/logs?userId=${user.id}&status=error`)
    expect(filtered.body.items).toMatchObject([{ status: 529, costUsd: null, trace: { tried: ['p'] } }])
    expect(await api.call('GET', '/logs?cursor=made-up')).toMatchObject({
      status: 400,
      body: { message: 'cursor: the cursor is not one of this list' },
    })

    const overview = await api.call('GET', '/overview')
    expect(overview.body).toMatchObject({ version: '1.2.3', last24h: { requests: 3, errors: 1 } })
    expect(idsOf(overview.body.recent)).toHaveLength(3)
    const users = await api.harness.stores.users.loadRecords()
    expect(overview.body.users).toEqual({ total: users.length, enabled: users.length })
  })
})
