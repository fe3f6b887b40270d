import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Subject } from '#server/domain/gauges'
import { redisSuite, startRedis } from '#server/testing/start-redis'
import type { RedisForTests } from '#server/testing/start-redis'
import { openInstanceJournal } from './instance-journal'
import { openTestHub, SpendDatabase } from './spend-hub-fixtures'
import type { TestHub, TestHubOptions } from './spend-hub-fixtures'
import type { Intent } from './spend-state'
import { quietLog } from './store-fixtures'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cch-instances-'))
})
afterEach(() => rm(directory, { recursive: true }))

const intentOf = (nanoUsd: number): Intent => ({
  row: `["a \\"row\\"",${String(nanoUsd)},null]`,
  nanoUsd,
  startedAtMs: 1_772_000_000_000,
  subjects: [
    { kind: 'user', id: randomUUID() },
    { kind: 'key', id: randomUUID() },
  ],
})

describe('the journals of the instances of one machine', () => {
  const open = (instanceId = randomUUID()) => openInstanceJournal({ directory, instanceId, log: quietLog })

  it('are inherited by the next one, each by one only, with outcomes where there are any', async () => {
    const [open1, settled, done] = [randomUUID(), randomUUID(), randomUUID()]
    const first = randomUUID()
    const dead = await open(first)
    const [under, over] = [intentOf(5), { ...intentOf(7), row: '["over",7]' }]
    dead.intend(open1, under)
    dead.intend(settled, intentOf(9))
    dead.settle(settled, over)
    dead.intend(done, intentOf(1))
    dead.settle(done, intentOf(1))
    dead.forget([done])
    // What a process holds it lets go of when it ends, however it ends; what stands in its files, stands there.
    await dead.close()

    const heir = await open()
    expect(heir.predecessors).toEqual([first])
    const inherited = new Map(heir.inherited.map(({ requestId, record }) => [requestId, record]))
    expect(inherited.get(open1)).toEqual(under)
    expect(inherited.get(settled)).toEqual(over)
    const other = await open()
    expect([other.predecessors, other.inherited]).toEqual([[], []])

    // An heir may be killed as well, before the database has everything.
    heir.forget([...inherited.keys()].filter((id) => id !== settled))
    await heir.close()
    const next = await open()
    expect(next.inherited).toContainEqual({ requestId: settled, record: over })
    next.forget(next.inherited.map(({ requestId }) => requestId))
    await next.close()
    await other.close()
    const last = await open()
    expect([last.predecessors, last.inherited]).toEqual([[], []])
    await last.close()
    expect(await readdir(directory)).toEqual([])
  })
})

describe.skipIf(startRedis.isMissing())(redisSuite('a hub that is killed together with Redis'), () => {
  const LIMITS = { usdDayNanoUsd: 1_000n }
  let redis: RedisForTests
  let database: SpendDatabase
  let hubs: TestHub[] = []
  let tests = 0
  let subject: Subject

  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())
  beforeEach(async () => {
    tests += 1
    subject = { kind: 'key', id: `k${String(tests)}` }
    database = new SpendDatabase()
    hubs = []
    await redis.kill()
    await redis.start()
  })
  afterEach(() => Promise.all(hubs.map(({ instance }) => instance.close())))

  const open = async (name: string, options: Partial<TestHubOptions> = {}): Promise<TestHub> => {
    const hub = await openTestHub({
      url: redis.url,
      database,
      subject,
      limits: LIMITS,
      settleInMs: 300,
      beatMs: 50,
      failClosed: () => true,
      journals: join(directory, name),
      ...options,
    })
    hubs.push(hub)
    return hub
  }
  const isShared = async (hub: TestHub) => (await hub.spend.pendingOf(subject)).seq > 0
  const shared = (hub: TestHub, timeout = 10_000) => expect.poll(() => isShared(hub), { timeout }).toBe(true)
  const writeAbandoned = async (hub: TestHub): Promise<void> => {
    const rows = await hub.spend.takeAbandoned(Date.now())
    for (const { row } of rows) database.write(row)
    await hub.spend.forget(rows.map(({ requestId }) => requestId))
  }
  /** Two hubs, of which one has 400 under way and 250 settled that nobody else knows of; it and Redis are killed. */
  const killBoth = async (options: Partial<TestHubOptions> = {}) => {
    const a = await open('a', options)
    await shared(a)
    const b = await open('b', options)
    await shared(b)
    await new Promise((resolve) => setTimeout(resolve, 200))
    const [under, settled] = [randomUUID(), randomUUID()]
    await a.reserve(under, 400)
    await a.reserve(settled, 300)
    await a.settle(settled, 250, { written: false })
    expect(await b.used()).toEqual([650])
    await a.instance.kill()
    hubs = [b]
    await redis.kill()
    await redis.start()
    return b
  }

  it('leaves what it had under way to the process in its place, and the others wait for that one', async () => {
    const b = await killBoth({ aliveMs: 8_000 })
    await expect.poll(() => b.instance.link.usable, { timeout: 10_000 }).toBe(true)
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    // Settled in long ago, and still: what the other one let in may be the whole limit.
    expect((await b.reserve(randomUUID(), 100)).verdict).toEqual({ kind: 'unavailable' })

    const heir = await open('a')
    await shared(b, 4_000)
    await shared(heir)
    expect(await b.used()).toEqual([650])
    expect((await b.reserve(randomUUID(), 400)).verdict).toMatchObject({ kind: 'refused' })
    await writeAbandoned(heir)
    expect(database.sumOf(subject)).toBe(650)
    expect([await b.used(), await heir.used()]).toEqual([[650], [650]])
    expect(database.repeated).toBe(0)
  }, 40_000)

  it('is not waited for for longer than it could be alive', async () => {
    const b = await killBoth({ aliveMs: 1_500 })
    await shared(b)
    expect((await b.reserve(randomUUID(), 100)).verdict.kind).toBe('reserved')
  }, 40_000)

  it('alone is given back at once to what Redis has of it, when another process takes its place', async () => {
    const a = await open('a')
    await shared(a)
    await a.reserve(randomUUID(), 400)
    await a.instance.kill()
    hubs = []
    const heir = await open('a', { aliveMs: 500 })
    await shared(heir)
    await writeAbandoned(heir)
    await new Promise((resolve) => setTimeout(resolve, 600))
    await writeAbandoned(heir)
    expect(database.sumOf(subject)).toBe(400)
    // Its reservation is gone, and its row counts, once.
    await expect.poll(() => heir.used(), { timeout: 5_000 }).toEqual([400])
  }, 40_000)
})
