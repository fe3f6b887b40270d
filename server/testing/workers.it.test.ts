import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databasesUnderTest } from '#server/platform/database-fixtures'
import type { DatabaseFixture } from '#server/platform/database-fixtures'
import { ADMIN_TOKEN, connectHub } from './hub-client'
import { startProcess } from './start-process'
import type { HubProcess } from './start-process'
import { redisSuite, startRedis } from './start-redis'
import type { RedisForTests } from './start-redis'

const WORKERS = 3

describe.skipIf(startRedis.isMissing())(redisSuite('several processes on one port'), () => {
  const folder = mkdtempSync(join(tmpdir(), 'cch-workers-'))
  let redis: RedisForTests
  let database: DatabaseFixture
  let hub: HubProcess
  let origin: string

  beforeAll(async () => {
    redis = await startRedis()
    const under = databasesUnderTest(process.env['TEST_DATABASE_URL']).findLast(({ skipped }) => !skipped)
    if (!under) throw new Error('there is no database')
    database = await under.create()
    hub = startProcess({
      WORKERS: String(WORKERS),
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      // A busy test machine must not pass for a Redis that is away.
      REDIS_DEADLINE_MS: '2000',
      ADMIN_TOKEN,
      MASTER_KEY: randomBytes(32).toString('base64'),
      DATA_DIR: folder,
    })
    origin = await hub.url
  }, 60_000)
  afterAll(async () => {
    hub.child.kill('SIGKILL')
    for (const pid of workers()) process.kill(pid, 'SIGKILL')
    await redis.stop()
    await database.drop()
    rmSync(folder, { recursive: true, force: true })
  })

  /** As the kernel knows them. */
  const workers = (): number[] => {
    const { pid = 0 } = hub.child
    try {
      const children = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8')
      return children.split(' ').filter(Boolean).map(Number)
    } catch {
      return []
    }
  }
  /** So many have begun to serve, since the hub was started. */
  const haveServed = (count: number) =>
    expect.poll(() => hub.output().match(/a worker process serves/g)?.length, { timeout: 40_000 }).toBe(count)

  it('say once where they listen, and share what was set up', async () => {
    await haveServed(WORKERS)
    expect(workers()).toHaveLength(WORKERS)
    const client = await connectHub(origin)
    const answers = await Promise.all(
      Array.from({ length: 12 }, () =>
        fetch(`${origin}/v1/models`, { headers: { 'x-api-key': client.key } }),
      ),
    )
    expect(answers.map(({ status }) => status)).toEqual(Array(12).fill(200))
    expect(hub.output().match(/Console/g)).toHaveLength(1)
  }, 60_000)

  it('replace one that dies, and go on serving', async () => {
    const [dead = 0] = workers()
    process.kill(dead, 'SIGKILL')
    await expect.poll(() => workers().includes(dead)).toBe(false)
    // The connections that the dead one had broke with it; on a new one somebody else answers.
    const health = () => fetch(`${origin}/healthz`).then(({ status }) => status, String)
    await expect.poll(health).toBe(200)
    await haveServed(WORKERS + 1)
    expect(workers()).toHaveLength(WORKERS)
    expect(hub.output()).toContain('another one takes its place')
  }, 60_000)

  it('end together, in order', async () => {
    hub.child.kill('SIGTERM')
    expect(await hub.exit).toBe(0)
    await expect(fetch(`${origin}/healthz`)).rejects.toThrow()
  }, 30_000)
})

it('several processes need a database and a Redis to find each other', async () => {
  const alone = startProcess({ WORKERS: '2', DATA_DIR: join(tmpdir(), 'cch-workers-alone') })
  expect(await alone.exit).toBe(1)
  expect(alone.output()).toContain('WORKERS: several need DATABASE_URL and REDIS_URL')
}, 30_000)
