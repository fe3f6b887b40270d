import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRequestLogWriter } from '#server/stores/request-log-writer'
import { logRow, quietLog } from '#server/stores/store-fixtures'
import { startAdminApi } from '#server/testing/admin-api-server'
import type { AdminApiServer } from '#server/testing/admin-api-server'

const DAY_MS = 86_400_000
const TOKENS = { input: 1, cacheRead: 2, cacheWrite5m: 3, cacheWrite1h: 4, output: 10, reasoning: 5 }

let api: AdminApiServer
let ada: { id: string; key: string }
let bob: { id: string; key: string }

beforeAll(async () => {
  api = await startAdminApi()
  const join = async (name: string) => {
    const { id } = await api.create('/users', { name })
    const { key } = await api.create('/keys', { userId: id, name: 'laptop' })
    return { id, key: String(key) }
  }
  ada = await join('Ada')
  bob = await join('Bob')
  const now = Date.now()
  const writer = createRequestLogWriter({ url: api.harness.url, log: quietLog })
  const row = (userId: string, ageMs: number, costNanoUsd: bigint) => {
    writer.append(logRow({ userId, startedAtMs: now - ageMs, costNanoUsd, usage: TOKENS }))
  }
  row(ada.id, 0, 1_000_000_000n)
  row(ada.id, 0, 1_000_000_000n)
  row(bob.id, 0, 5_000_000_000n)
  row(bob.id, 40 * DAY_MS, 5_000_000_000n)
  row(bob.id, 400 * DAY_MS, 5_000_000_000n)
  await writer.close()
})
afterAll(() => api.close())

const read = (query: string, key?: string) =>
  api.send(`/api/actions/leaderboard?${query}`, {
    headers: { authorization: `Bearer ${key ?? api.harness.adminToken}` },
  })
const names = (body: Record<string, unknown>) =>
  (body.entries as { place: number; name: string | null }[]).map(({ place, name }) => [place, name])

describe('the leaderboard', () => {
  it.each([
    ['requests', ['Ada', 'Bob']],
    ['tokens', ['Ada', 'Bob']],
    ['cost', ['Bob', 'Ada']],
  ])('of today by %s', async (rank, [first, second]) => {
    const { body } = await read(`period=today&rank=${rank}`)
    expect(names(body)).toEqual([
      [1, first],
      [2, second],
    ])
    expect(body.entries).toContainEqual({
      ...{ place: rank === 'cost' ? 2 : 1, userId: ada.id, name: 'Ada', own: false },
      ...{ requests: 2, tokens: 40, costUsd: '2' },
    })
    expect(body).toMatchObject({ timeZone: 'UTC', anonymous: false, own: null })
  })

  it.each([
    ['today', 1, /T00:00:00/],
    ['week', 1, /T00:00:00/],
    ['month', 1, /-01T00:00:00/],
    ['all', 3, null],
  ])('counts the requests of %s', async (period, requests, from) => {
    const { body } = await read(`period=${period}`)
    expect(body.entries).toContainEqual(expect.objectContaining({ userId: bob.id, requests }))
    if (from === null) expect(body.from).toBeNull()
    else expect(body.from).toMatch(from)
  })

  it('begins the day where the viewer is', async () => {
    const { body } = await read('period=today&timeZone=Asia/Kolkata')
    expect(body).toMatchObject({ timeZone: 'Asia/Kolkata' })
    expect(body.from).toMatch(/T18:30:00/)
    expect(await read('timeZone=Nowhere')).toMatchObject({ status: 400 })
  })

  it('shows users the others without their ids, and their own place however low it is', async () => {
    const { body } = await read('rank=cost&limit=1', ada.key)
    expect(body.entries).toMatchObject([{ place: 1, name: 'Bob', userId: null, own: false }])
    expect(body.own).toMatchObject({ place: 2, name: 'Ada', userId: ada.id, own: true })
  })

  it('leaves out names by setting, but for the admin, and not one’s own', async () => {
    await api.call('PATCH', '/settings', { leaderboardAnonymous: true })
    const { body } = await read('rank=cost', ada.key)
    expect(body.anonymous).toBe(true)
    expect(names(body)).toEqual([
      [1, null],
      [2, 'Ada'],
    ])
    expect(names((await read('rank=cost')).body)).toEqual([
      [1, 'Bob'],
      [2, 'Ada'],
    ])
  })

  it('is switched off for users by setting', async () => {
    await api.call('PATCH', '/settings', { leaderboardVisible: false })
    expect(await read('', ada.key)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } })
    expect((await read('')).status).toBe(200)
  })
})
