import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Subject } from '#server/domain/gauges'
import { redisSuite, startRedis } from '#server/testing/start-redis'
import type { RedisForTests } from '#server/testing/start-redis'
import { openTestHub, SpendDatabase } from './spend-hub-fixtures'
import type { TestHub } from './spend-hub-fixtures'

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const LIMIT = 1_000_000_000
const LIMITS = { usd5hNanoUsd: BigInt(LIMIT), usdTotalNanoUsd: BigInt(LIMIT) }
const HUBS = 4
const REQUESTS = 500
/** Up to 0.05 USD each, of 1.00 USD: about a tenth of the requests can be served. */
const MOST = 50_000_000

/** What happens in the middle, and what it may lose. */
interface Scene {
  redis: RedisForTests
  hubs: TestHub[]
  /** A process in the place of one that was killed. */
  startAnew: (i: number) => Promise<void>
}
const EVENTS: { title: string; happen: (scene: Scene) => Promise<void> }[] = [
  {
    title: 'Redis is restarted empty',
    async happen({ redis }) {
      await redis.kill()
      await redis.start()
    },
  },
  {
    title: 'Redis is away for a second',
    async happen({ redis }) {
      redis.pause()
      await sleep(1_000)
      redis.resume()
    },
  },
  {
    title: 'a hub is killed, and taken over',
    happen: async ({ hubs }) => hubs[0]?.instance.kill(),
  },
  {
    title: 'a hub is killed and Redis restarted empty at once, and the hub begins anew',
    async happen({ redis, hubs, startAnew }) {
      await Promise.all([hubs[0]?.instance.kill(), redis.kill()])
      await redis.start()
      await sleep(200)
      await startAnew(0)
    },
  },
]

describe.skipIf(startRedis.isMissing())(redisSuite('500 requests on 1 USD over four hubs, when'), () => {
  let redis: RedisForTests
  let runs = 0

  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())

  it.each(EVENTS)(
    '$title: never more than 1 USD is spent, and all of it is known',
    async ({ happen }) => {
      const plan = fc.record({
        amount: fc.integer({ min: 1, max: MOST }),
        part: fc.double({ min: 0, max: 1, noNaN: true }),
        lastsMs: fc.integer({ min: 0, max: 1_200 }),
        startsMs: fc.integer({ min: 0, max: 3_000 }),
      })
      runs += 1
      const plans = fc.sample(plan, { seed: runs, numRuns: REQUESTS })
      const subject: Subject = { kind: 'key', id: `k${String(runs)}` }
      const database = new SpendDatabase()
      const journals = await mkdtemp(join(tmpdir(), 'cch-journals-'))
      const open = (i: number) =>
        openTestHub({
          url: redis.url,
          database,
          subject,
          limits: LIMITS,
          failClosed: () => true,
          deadlineMs: 25,
          settleInMs: 2_500,
          beatMs: 200,
          aliveMs: 3_000,
          journals: join(journals, String(i)),
        })
      const hubs = await Promise.all(Array.from({ length: HUBS }, (_, i) => open(i)))
      const startAnew = async (i: number) => {
        hubs[i] = await open(i)
      }
      const isShared = async (hub: TestHub) => (await hub.spend.pendingOf(subject)).seq > 0
      const allShared = (some: readonly TestHub[]) =>
        expect.poll(() => Promise.all(some.map(isShared)), { timeout: 20_000 }).not.toContain(false)
      await allShared(hubs)

      const letIn: string[] = []
      const serve = async (i: number): Promise<void> => {
        const { amount, part, lastsMs, startsMs } = plans[i]!
        await sleep(startsMs)
        const hub = hubs[i % HUBS]!
        const id = randomUUID()
        const { verdict } = await hub.reserve(id, amount)
        if (verdict.kind !== 'reserved') return
        letIn.push(id)
        await sleep(lastsMs)
        // A process that was killed settles nothing.
        if (hub.instance.link.client.status === 'end') return
        await hub.settle(id, Math.floor(amount * part))
      }
      const served = plans.map((_, i) => serve(i))
      await sleep(1_000)
      await happen({ redis, hubs, startAnew })
      await Promise.all(served)

      const left = hubs.filter(({ instance }) => instance.link.client.status !== 'end')
      await allShared(left)
      // What a killed hub had under way is billed as its intents say, once nobody doubts that it has ended.
      const later = Date.now() + 60_000
      await expect
        .poll(
          async () => {
            const rows = (await Promise.all(left.map(async ({ spend }) => spend.takeAbandoned(later)))).flat()
            for (const { row } of rows) database.write(row)
            const ids = rows.map(({ requestId }) => requestId)
            await Promise.all(left.map(async ({ spend }) => spend.forget(ids)))
            const used = await Promise.all(left.map((hub) => hub.used()))
            return used.flat().map((one) => (one === null ? null : one - database.sumOf(subject)))
          },
          { timeout: 20_000 },
        )
        .toEqual(left.flatMap(() => [0, 0]))
      expect(database.sumOf(subject)).toBeLessThanOrEqual(LIMIT)
      expect(letIn.length).toBeGreaterThan(20)
      expect(letIn.filter((id) => !database.rows.has(id))).toEqual([])
      await Promise.all(hubs.map(({ instance }) => instance.close()))
      await rm(journals, { recursive: true })
    },
    90_000,
  )
})
