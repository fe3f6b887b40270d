import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DEFAULT_CIRCUIT } from '#server/domain/circuit'
import type { HealthEvent } from '#server/domain/provider-health'
import { redisSuite, startRedis } from '#server/testing/start-redis'
import type { RedisForTests } from '#server/testing/start-redis'
import { createHealthBoard } from './health-board'
import type { HealthBoard } from './health-board'
import { openRedisState } from './redis-state'
import type { SharedState } from './shared-state'
import { quietLog } from './store-fixtures'

const config = { ...DEFAULT_CIRCUIT, openMs: 200 }
const FAILURE: HealthEvent = { outcome: 'failure', probe: false }
const clock = { nowMs: () => Date.now() }

describe.skipIf(startRedis.isMissing())(redisSuite('two instances of the hub on one Redis'), () => {
  let redis: RedisForTests
  const states: SharedState[] = []
  const boards: HealthBoard[] = []
  let a: HealthBoard
  let b: HealthBoard
  let provider = ''
  let told: string[]
  const fail = (board: HealthBoard, errorCode = 'overloaded') => {
    board.report(provider, config, FAILURE, Date.now(), { errorCode })
  }
  const open = async (): Promise<HealthBoard> => {
    // A busy test machine may be slower than the 25 ms of production.
    const state = await openRedisState({ url: redis.url, deadlineMs: 2_000, clock, log: quietLog })
    const board = createHealthBoard({ state, clock, log: quietLog })
    board.onTransition(({ before, after, reason }) =>
      told.push(`${before.circuit.phase} → ${after.circuit.phase}: ${reason}`),
    )
    board.start()
    states.push(state)
    boards.push(board)
    return board
  }

  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())
  beforeEach(async () => {
    provider = `provider ${Math.random()}`
    told = []
    ;[a, b] = [await open(), await open()]
    b.get(provider)
  })
  afterEach(async () => {
    await Promise.all(boards.splice(0).map((board) => board.stop()))
    await Promise.all(states.splice(0).map((state) => state.close()))
  })

  it('a circuit that one opens is honoured by the other within a second, and told of once', async () => {
    for (let i = 0; i < config.failureThreshold; i += 1) fail(a)
    expect(a.get(provider).circuit.phase).toBe('open')
    await expect.poll(() => b.get(provider).circuit.phase, { timeout: 1_000, interval: 5 }).toBe('open')
    expect(b.get(provider)).toEqual(a.get(provider))
    expect(told).toEqual(['closed → open: overloaded'])
  })

  it('failures are counted over both', async () => {
    const half = Math.ceil(config.failureThreshold / 2)
    for (let i = 0; i < half; i += 1) {
      fail(a)
      fail(b)
    }
    await expect
      .poll(() => [a, b].map((board) => board.get(provider).circuit.phase))
      .toEqual(['open', 'open'])
    expect(told).toHaveLength(1)
  })

  it('an instance ahead of Redis does not fall back to what Redis said before', async () => {
    for (let i = 0; i < 3; i += 1) {
      for (let n = 0; n < config.failureThreshold; n += 1) fail(a)
      const end = performance.now() + 150
      while (performance.now() < end) {
        expect(a.get(provider).circuit.phase).toBe('open')
        await new Promise((resolve) => setTimeout(resolve, 1))
      }
    }
  })

  it('probes are counted over both, and their success closes the circuit for both', async () => {
    for (let i = 0; i < config.failureThreshold; i += 1) fail(a)
    await expect.poll(() => b.get(provider).circuit.phase).toBe('open')
    const later = Date.now() + config.openMs
    const take = async (board: HealthBoard) => board.takePermit(provider, config, later, 60_000)
    const taken = await Promise.all(Array.from({ length: 20 }, (_, i) => take(i % 2 ? a : b)))
    expect(taken.filter(Boolean)).toHaveLength(config.successThreshold)

    const success: HealthEvent = { outcome: 'success', probe: true }
    for (const board of [a, b]) board.report(provider, config, success, later, { errorCode: null })
    await expect
      .poll(() => [a, b].map((board) => board.get(provider).circuit.phase))
      .toEqual(['closed', 'closed'])
    expect(told).toEqual(['closed → open: overloaded', 'open → half-open: null', 'half-open → closed: null'])
  })

  it('a reset by one is seen by the other, and outcomes are summed', async () => {
    for (let i = 0; i < config.failureThreshold; i += 1) fail(a, 'timeout')
    await expect.poll(() => b.get(provider).circuit.phase).toBe('open')
    await b.reset(provider)
    expect(b.get(provider).circuit.phase).toBe('closed')
    await expect.poll(() => a.get(provider).circuit.phase).toBe('closed')
    fail(b, 'last')
    await a.stop()
    const { minutes, lastError } = await b.series(provider, 0)
    expect(minutes.reduce((sum, { failed }) => sum + failed, 0)).toBe(config.failureThreshold + 1)
    expect(lastError).toBe('last')
  })
})
