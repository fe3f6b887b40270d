import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Subject } from '#server/domain/gauges'
import { redisSuite, startRedis } from '#server/testing/start-redis'
import type { RedisForTests } from '#server/testing/start-redis'
import { order } from './spend-fixtures'
import { openTestHub, SpendDatabase } from './spend-hub-fixtures'
import type { TestHub, TestHubOptions } from './spend-hub-fixtures'

const LIMITS = { usdDayNanoUsd: 1_000n }

describe.skipIf(startRedis.isMissing())(redisSuite('a hub without its Redis'), () => {
  let redis: RedisForTests
  let database: SpendDatabase
  let hubs: TestHub[] = []
  let tests = 0
  let subject: Subject

  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())
  beforeEach(() => {
    tests += 1
    subject = { kind: 'key', id: `k${String(tests)}` }
    database = new SpendDatabase()
    hubs = []
  })
  afterEach(async () => {
    await Promise.all(hubs.map(({ instance }) => instance.close()))
    await redis.kill()
    await redis.start()
  })

  const open = async (options: Partial<TestHubOptions> = {}): Promise<TestHub> => {
    const hub = await openTestHub({
      url: redis.url,
      database,
      subject,
      limits: LIMITS,
      settleInMs: 300,
      beatMs: 50,
      ...options,
    })
    hubs.push(hub)
    await expect.poll(() => isShared(hub), { timeout: 10_000 }).toBe(true)
    return hub
  }
  /** Numbers below zero are those of a hub for itself. */
  const isShared = async (hub: TestHub) => (await hub.spend.pendingOf(subject)).seq > 0
  const allShared = () =>
    expect.poll(() => Promise.all(hubs.map(isShared)), { timeout: 15_000 }).not.toContain(false)
  const noneShared = () =>
    expect.poll(() => Promise.all(hubs.map(isShared)), { timeout: 5_000 }).not.toContain(true)
  const kindOf = async (hub: TestHub, id: string, amount: number) =>
    (await hub.reserve(id, amount)).verdict.kind
  /** Reserve until it is refused. @returns what was let in */
  const fill = async (hub: TestHub, name: string, amount: number): Promise<string[]> => {
    const ids: string[] = []
    for (;;) {
      const id = `${name}-${String(ids.length)}`
      if ((await kindOf(hub, id, amount)) !== 'reserved') return ids
      ids.push(id)
    }
  }
  /** Both know of the other: an instance learns it from a beat. */
  const openTwo = async (options: Partial<TestHubOptions> = {}): Promise<[TestHub, TestHub]> => {
    const pair: [TestHub, TestHub] = [await open(options), await open(options)]
    await new Promise((resolve) => setTimeout(resolve, 300))
    return pair
  }

  it('goes on where Redis was, with a share of the room that was left', async () => {
    const [a, b] = await openTwo()
    expect(await kindOf(a, 'open', 100)).toBe('reserved')
    await a.reserve('spent', 300)
    await a.settle('spent', 300)
    expect([await a.used(), await b.used()]).toEqual([[400], [400]])
    await redis.kill()
    await noneShared()
    // 600 are left, and two hubs: what the one does not use is no room for the other.
    const inA = await fill(a, 'a', 50)
    const inB = await fill(b, 'b', 50)
    expect([inA.length, inB.length]).toEqual([6, 6])
    expect(await a.used()).toEqual([700])
    const { verdict } = await b.reserve('no', 50)
    expect(verdict).toMatchObject({ kind: 'refused', refusal: { claim: { gauge: { limit: 1_000 } } } })

    await a.settle('open', 20)
    expect(await a.used()).toEqual([620])
    expect(await fill(a, 'more', 50)).toHaveLength(1)
    await Promise.all(inB.map((id) => b.settle(id, 10)))
    await redis.start()
    await allShared()
    // What is under way in a, and what was settled of both.
    const used = 7 * 50 + 300 + 20 + 6 * 10
    expect([await a.used(), await b.used()]).toEqual([[used], [used]])
  }, 40_000)

  it('asks the database for what it has never seen', async () => {
    const [a, b] = await openTwo()
    database.write(
      JSON.stringify({ id: 'old', startedAtMs: Date.now(), nanoUsd: 400, subjects: [`key:${subject.id}`] }),
    )
    await redis.kill()
    await noneShared()
    expect((await fill(a, 'a', 100)).length).toBe(3)
    expect((await fill(b, 'b', 100)).length).toBe(3)
    await redis.start()
    await allShared()
    expect(await b.used()).toEqual([1_000])
  }, 40_000)

  it('refuses what costs money if it must, also while Redis is new, and nothing else', async () => {
    const [a, b] = await openTwo({ failClosed: () => true, settleInMs: 1_500, limits: { ...LIMITS, rpm: 4 } })
    expect(await kindOf(a, 'before', 10)).toBe('reserved')
    await redis.kill()
    await noneShared()
    const unavailable = { kind: 'unavailable' }
    expect((await a.reserve('during', 10)).verdict).toEqual(unavailable)
    const { spend } = b.instance
    const free = order({ requestId: 'free', nowMs: Date.now() })
    expect(await spend.reserve(free)).toEqual({ kind: 'reserved', used: [] })
    await a.settle('before', 7)
    await redis.start()
    await expect
      .poll(() => [a, b].map(({ instance }) => instance.link.usable), { timeout: 10_000 })
      .toEqual([true, true])
    expect((await b.reserve('settling in', 10)).verdict).toEqual(unavailable)
    await allShared()
    expect(await kindOf(b, 'after', 10)).toBe('reserved')
    expect((await a.used())[1]).toBe(17)
  }, 40_000)

  it('counts requests a minute for itself, at least one of them', async () => {
    const [a, b] = await openTwo({ limits: { rpm: 4 } })
    await redis.kill()
    await noneShared()
    expect((await fill(a, 'a', 0)).length).toBe(2)
    expect((await fill(b, 'b', 0)).length).toBe(2)
  }, 40_000)

  it('knows the sessions that were in, and says who is in when Redis is back', async () => {
    const [a, b] = await openTwo({ failClosed: () => true })
    const lease = (member: string) => ({ pool: `pool ${String(tests)}`, member, limit: 2, ttlMs: 60_000 })
    const ask = async (hub: TestHub, id: string, member: string) =>
      (await hub.spend.reserve(order({ requestId: id, nowMs: Date.now(), leases: [lease(member)] }))).kind
    expect(await ask(a, '1', 'one')).toBe('reserved')
    await redis.kill()
    await noneShared()
    expect(await ask(a, '2', 'two')).toBe('reserved')
    expect(await ask(a, '3', 'three')).toBe('refused')
    expect(await ask(a, '4', 'one')).toBe('reserved')
    await redis.start()
    await allShared()
    expect(await ask(b, '5', 'three')).toBe('refused')
    expect(await ask(b, '6', 'two')).toBe('reserved')
  }, 40_000)

  it('has never met Redis: counts for itself, and tells Redis when it is there', async () => {
    await redis.kill()
    const early = await openTestHub({ url: redis.url, database, subject, limits: LIMITS, settleInMs: 300 })
    hubs.push(early)
    expect(await kindOf(early, 'one', 400)).toBe('reserved')
    expect(await kindOf(early, 'two', 400)).toBe('reserved')
    expect(await kindOf(early, 'three', 400)).toBe('refused')
    await early.settle('one', 100)
    await redis.start()
    await allShared()
    const late = await open()
    expect(await late.used()).toEqual([500])
    await early.settle('two', 50)
    expect(await late.used()).toEqual([150])
  }, 40_000)
})
