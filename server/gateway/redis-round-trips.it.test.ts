import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databasesUnderTest } from '#server/platform/database-fixtures'
import { startFakeUpstream } from '#server/testing/fake-upstream'
import type { FakeUpstream } from '#server/testing/fake-upstream'
import { startHub } from '#server/testing/hub-harness'
import type { HubHarness } from '#server/testing/hub-harness'
import { startSlowProxy } from '#server/testing/slow-proxy'
import type { SlowProxy } from '#server/testing/slow-proxy'
import { redisSuite, startRedis } from '#server/testing/start-redis'
import type { RedisForTests } from '#server/testing/start-redis'
import { readyAnswer, upstreamAnswer } from '#server/testing/upstream-answers'

/** design.md §3: at most two ways to Redis and back before the upstream is called, with every limit in use. */

describe.skipIf(startRedis.isMissing())(redisSuite('a request on its way through Redis'), () => {
  let redis: RedisForTests
  let proxy: SlowProxy
  let hub: HubHarness
  let upstream: FakeUpstream
  let key: string
  const closing: (() => Promise<unknown>)[] = []

  beforeAll(async () => {
    redis = await startRedis()
    proxy = await startSlowProxy(redis.port)
    const [sqlite] = databasesUnderTest(undefined)
    if (!sqlite) throw new Error('there is no database')
    const database = await sqlite.create()
    upstream = await startFakeUpstream()
    hub = await startHub({
      DATABASE_URL: database.url,
      REDIS_URL: `redis://127.0.0.1:${String(proxy.port)}`,
      REDIS_DEADLINE_MS: '2000',
    })
    closing.push(
      () => hub.close(),
      () => upstream.close(),
      () => redis.stop(),
      () => database.drop(),
    )
    const usd = { usd5h: 10, usdDay: 10, usdWeek: 10, usdMonth: 10, usdTotal: 10 }
    const limits = { ...usd, rpm: 1_000, concurrentSessions: 100 }
    const userId = await hub.addUser({ limits })
    ;({ key } = await hub.addKey({ userId, limits }))
    await hub.addProvider({ type: 'claude', baseUrl: upstream.origin, concurrentSessions: 100 })
    // So that what nobody waits for is answered when the upstream has been called already.
    proxy.delayMs = 40
    // Seeds the gauges, and tells the hub of its provider's health.
    await trips(randomUUID())
  }, 30_000)
  afterAll(async () => {
    for (const close of closing) await close()
    proxy.stop()
  })

  /** Before the upstream is called. */
  async function trips(session: string): Promise<number> {
    let before = -1
    proxy.roundTrips = 0
    upstream.answer(() => {
      before = proxy.roundTrips
      return upstreamAnswer(readyAnswer('claude', 'text', 'whole'))
    })
    const headers = { authorization: `Bearer ${key}`, 'x-session-id': session }
    const body = { model: 'claude-test', max_tokens: 9, messages: [{ role: 'user', content: 'Hello' }] }
    const { status } = await hub.send('/v1/messages', body, { headers })
    expect(status).toBe(200)
    // What the request itself leaves behind it must not count for the next one.
    await new Promise((resolve) => setTimeout(resolve, 150))
    return before
  }

  /** Signs of life go the same way now and then, and can only add to a count. */
  async function fewest(sessionOf: () => string): Promise<number> {
    const counts: number[] = []
    for (let i = 0; i < 5; i++) counts.push(await trips(sessionOf()))
    return Math.min(...counts)
  }

  it('waits for two at most, in a new session and in a known one', async () => {
    expect(await fewest(() => randomUUID())).toBeLessThanOrEqual(2)
    const session = randomUUID()
    const known = await fewest(() => session)
    expect(known).toBeGreaterThanOrEqual(1)
    expect(known).toBeLessThanOrEqual(2)
  })
})
