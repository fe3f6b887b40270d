import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { redisSuite, startRedis } from '#server/testing/start-redis'
import type { RedisForTests } from '#server/testing/start-redis'
import { createMemoryState } from './memory-state'
import { openRedisState } from './redis-state'
import type { SharedState } from './shared-state'
import { quietLog } from './store-fixtures'

const NOW = Date.parse('2026-03-01T12:00:30.000Z')

let redis: RedisForTests | undefined
beforeAll(async () => {
  if (!startRedis.isMissing()) redis = await startRedis()
})
afterAll(() => redis?.stop())

/** A busy test machine may be slower than the 25 ms of production. */
const openRedis = () =>
  openRedisState({ url: redis?.url ?? '', deadlineMs: 2_000, clock: { nowMs: () => NOW }, log: quietLog })

const implementations: {
  title: string
  skipped: boolean
  open: () => Promise<[SharedState, SharedState]>
}[] = [
  {
    title: 'memory',
    skipped: false,
    open() {
      const state = createMemoryState()
      return Promise.resolve([state, state])
    },
  },
  {
    title: redisSuite('Redis'),
    skipped: startRedis.isMissing(),
    open: async () => [await openRedis(), await openRedis()],
  },
]

for (const { title, skipped, open } of implementations) {
  describe.skipIf(skipped)(`leases in ${title}`, () => {
    let [a, b]: SharedState[] = []
    beforeAll(async () => {
      ;[a, b] = await open()
    })
    afterAll(async () => {
      await a?.close()
      await b?.close()
    })

    it('are held by one at a time, until they are let go', async () => {
      const claim = (holder: string) => ({ holder, ttlMs: 60_000, nowMs: NOW })
      expect(await a?.claimLease('jobs', claim('one'))).toBe(true)
      expect(await b?.claimLease('jobs', claim('two'))).toBe(false)
      expect(await a?.claimLease('jobs', claim('one'))).toBe(true)
      await b?.releaseLease('jobs', 'two')
      expect(await b?.claimLease('jobs', claim('two'))).toBe(false)
      await a?.releaseLease('jobs', 'one')
      expect(await b?.claimLease('jobs', claim('two'))).toBe(true)
      expect(await b?.claimLease('another one', claim('one'))).toBe(true)
    })

    it('end by themselves when the holder is gone', async () => {
      expect(await a?.claimLease('short', { holder: 'gone', ttlMs: 30, nowMs: NOW })).toBe(true)
      const claimed = () => b?.claimLease('short', { holder: 'next', ttlMs: 60_000, nowMs: NOW + 31 })
      await expect.poll(claimed).toBe(true)
    })
  })
}

describe('leases while Redis is away', () => {
  it('are held by nobody', async () => {
    const state = await openRedisState({
      url: 'redis://127.0.0.1:1',
      connectWaitMs: 10,
      clock: { nowMs: () => NOW },
      log: quietLog,
    })
    expect(await state.claimLease('jobs', { holder: 'one', ttlMs: 1_000, nowMs: NOW })).toBe(false)
    await state.releaseLease('jobs', 'one')
    await state.close()
  })
})
