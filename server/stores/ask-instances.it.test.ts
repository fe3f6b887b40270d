import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { redisSuite, startRedis } from '#server/testing/start-redis'
import type { RedisForTests } from '#server/testing/start-redis'
import { createMemoryState } from './memory-state'
import { openRedisState } from './redis-state'
import type { SharedState } from './shared-state'
import { quietLog } from './store-fixtures'

describe('a question to a hub that is one process', () => {
  it('is answered by itself', async () => {
    const state = createMemoryState()
    expect(await state.ask('live', '', 50)).toEqual({ answers: [], missing: 0 })
    const stop = state.onAsk('live', (text) => `heard ${text}`)
    expect(await state.ask('live', 'this', 50)).toEqual({ answers: ['heard this'], missing: 0 })
    stop()
    expect(await state.ask('live', 'this', 50)).toEqual({ answers: [], missing: 0 })
  })
})

describe.skipIf(startRedis.isMissing())(redisSuite('a question to instances on one Redis'), () => {
  let redis: RedisForTests
  let states: SharedState[]
  const open = () =>
    openRedisState({ url: redis.url, deadlineMs: 2_000, clock: { nowMs: () => Date.now() }, log: quietLog })
  beforeAll(async () => {
    redis = await startRedis()
    states = await Promise.all([open(), open(), open()])
    for (const [at, state] of states.entries())
      state.onAsk('live', (text) => (text === 'silence' ? null : `${String(at)} heard ${text}`))
    const [first] = states
    // Until all of them have subscribed.
    await vi.waitFor(async () => {
      expect((await first?.ask('live', 'first', 200))?.answers).toHaveLength(3)
    }, 5_000)
  })
  afterAll(async () => {
    await Promise.all(states.map((state) => state.close()))
    await redis.stop()
  })

  it('is answered by all of them, and nobody waits longer than for the last one', async () => {
    const startedMs = performance.now()
    const answers = await Promise.all(states.map((state, at) => state.ask('live', String(at), 10_000)))
    expect(performance.now() - startedMs).toBeLessThan(9_000)
    for (const [at, { answers: told, missing }] of answers.entries()) {
      expect(told.sort()).toEqual(['0', '1', '2'].map((who) => `${who} heard ${String(at)}`))
      expect(missing).toBe(0)
    }
    expect(await states[0]?.ask('live', 'silence', 10_000)).toEqual({ answers: [], missing: 0 })
  })

  it('tells how many do not answer in time', async () => {
    const late = states[2]
    let release: (text: string) => void = () => undefined
    late?.onAsk('preview', () => new Promise((resolve) => (release = resolve)))
    expect(await states[0]?.ask('preview', '', 100)).toEqual({ answers: [], missing: 1 })
    release('too late')
    expect(await states[0]?.ask('live', 'on', 10_000)).toMatchObject({ missing: 0 })
  })

  it('does not wait for one that has gone', async () => {
    const gone = await open()
    await gone.close()
    await expect
      .poll(async () => (await states[0]?.ask('live', 'still', 300))?.missing, { timeout: 5_000 })
      .toBe(0)
  })
})
