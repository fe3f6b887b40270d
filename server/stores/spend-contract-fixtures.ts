import { afterAll, beforeAll, beforeEach, describe } from 'vitest'
import type { Subject } from '#server/domain/gauges'
import { redisSuite, startRedis } from '#server/testing/start-redis'
import type { RedisForTests } from '#server/testing/start-redis'
import { createMemorySpend, NO_JOURNAL } from './memory-spend'
import { openSpendInstance } from './spend-fixtures'
import type { SpendState } from './spend-state'

/** One store and two instances of the hub that use it: of a hub that is a single process they are the same one. */
export interface SpendUnderTest {
  readonly a: SpendState
  readonly b: SpendState
  /** Of this test alone. */
  readonly user: Subject
  readonly key: Subject
  /** Unique among all tests. */
  id(name: string | number): string
}

interface OpenSpend {
  spends: [SpendState, SpendState]
  close: () => Promise<unknown>
}

function openMemory(): Promise<OpenSpend> {
  const spend = createMemorySpend({ journal: NO_JOURNAL })
  return Promise.resolve({ spends: [spend, spend], close: () => spend.close() })
}

async function openRedis(url: string): Promise<OpenSpend> {
  const a = await openSpendInstance(url)
  const b = await openSpendInstance(url)
  return { spends: [a.spend, b.spend], close: () => Promise.all([a.close(), b.close()]) }
}

/** Describe what every store of the spend does. */
export function describeSpend(title: string, body: (under: SpendUnderTest) => void): void {
  describe(`${title} in memory`, () => {
    body(prepare(openMemory))
  })
  describe.skipIf(startRedis.isMissing())(redisSuite(`${title} in Redis`), () => {
    let redis: RedisForTests
    beforeAll(async () => {
      redis = await startRedis()
    })
    afterAll(() => redis.stop())
    body(prepare(() => openRedis(redis.url)))
  })
}

function prepare(open: () => Promise<OpenSpend>): SpendUnderTest {
  let opened: OpenSpend | undefined
  let tests = 0
  beforeAll(async () => {
    opened = await open()
  })
  afterAll(() => opened?.close())
  beforeEach(() => {
    tests += 1
  })
  return {
    get a() {
      return opened!.spends[0]
    },
    get b() {
      return opened!.spends[1]
    },
    get user() {
      return { kind: 'user' as const, id: `u${String(tests)}` }
    },
    get key() {
      return { kind: 'key' as const, id: `k${String(tests)}` }
    },
    id: (name) => `${String(tests)}-${String(name)}`,
  }
}
