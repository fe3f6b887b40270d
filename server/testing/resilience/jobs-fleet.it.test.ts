import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databasesUnderTest } from '#server/platform/database-fixtures'
import type { DatabaseFixture } from '#server/platform/database-fixtures'
import { createRequestLogWriter } from '#server/stores/request-log-writer'
import { logRow, quietLog } from '#server/stores/store-fixtures'
import { ADMIN_TOKEN, connectHub } from '../hub-client'
import type { HubClient } from '../hub-client'
import { redisSuite, startRedis } from '../start-redis'
import type { RedisForTests } from '../start-redis'
import { Fleet } from './fleet'
import { sleep } from './start-load'

/** As many as take an export some seconds. */
const ROWS = 60_000

describe.skipIf(startRedis.isMissing())(redisSuite('jobs of two hubs on one database'), () => {
  const folder = mkdtempSync(join(tmpdir(), 'cch-jobs-'))
  let redis: RedisForTests
  let database: DatabaseFixture
  let fleet: Fleet
  let a: HubClient
  let b: HubClient

  beforeAll(async () => {
    redis = await startRedis()
    const under = databasesUnderTest(process.env['TEST_DATABASE_URL']).findLast(({ skipped }) => !skipped)
    if (!under) throw new Error('there is no database')
    database = await under.create()
    fleet = new Fleet(folder, {
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      REDIS_DEADLINE_MS: '2000',
      ADMIN_TOKEN,
      MASTER_KEY: randomBytes(32).toString('base64'),
      SETTING_ADMIN_REQUESTS_PER_MINUTE: '100000',
    })
    await fleet.start(0)
    await fleet.start(1)
    ;[a, b] = (await Promise.all(fleet.origins.map(connectHub))) as [HubClient, HubClient]
    const writer = createRequestLogWriter({ url: database.url, log: quietLog })
    for (let index = 0; index < ROWS; index += 1) writer.append(logRow({ costNanoUsd: 5n }))
    await writer.flush()
    await writer.close()
  }, 120_000)
  afterAll(async () => {
    await fleet.stop()
    await redis.stop()
    await database.drop()
    rmSync(folder, { recursive: true, force: true })
  })

  async function until(hub: HubClient, id: string, fits: (job: Record<string, unknown>) => boolean) {
    for (;;) {
      const job = await hub.api('GET', `/jobs/${id}`)
      if (fits(job)) return job
      if (job['finishedAt'] !== null) throw new Error(`the job has ended: ${JSON.stringify(job)}`)
      await sleep(50)
    }
  }

  it('are cancelled, and their files fetched, through the instance that does not work on them', async () => {
    const small = String((await a.api('POST', '/jobs/log-export', { userId: 'nobody' }))['id'])
    await until(b, small, ({ status }) => status === 'done')
    const file = await fetch(`${b.origin}/api/actions/jobs/${small}/file`, {
      headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
    })
    expect(await file.text()).toMatch(/^\ufeff?id,startedAt/)
    const id = String((await a.api('POST', '/jobs/log-export', {}))['id'])
    await until(b, id, ({ done }) => Number(done) > 0)
    await b.api('POST', `/jobs/${id}/cancel`)
    await until(a, id, ({ status }) => status === 'cancelled')
  })

  it('fail when their instance is killed, with a word about it, and leave no file', async () => {
    const id = String((await a.api('POST', '/jobs/log-export', {}))['id'])
    await until(a, id, ({ done }) => Number(done) > 0)
    await fleet.kill(0)
    // It may still be at work elsewhere, as far as anybody knows: for half a minute.
    const job = await until(b, id, ({ status }) => status === 'failed')
    expect(job).toMatchObject({ file: null, error: expect.stringContaining('has ended') as string })
    const again = String((await b.api('POST', '/jobs/log-export', { userId: 'nobody' }))['id'])
    await until(b, again, ({ status }) => status === 'done')
  }, 90_000)

  it('fail at once when their instance is stopped, which they do not hold up', async () => {
    const id = String((await b.api('POST', '/jobs/log-export', {}))['id'])
    await until(b, id, ({ done }) => Number(done) > 0)
    const stopping = performance.now()
    fleet.processes[1]?.child.kill('SIGTERM')
    await fleet.processes[1]?.exit
    expect(performance.now() - stopping).toBeLessThan(20_000)
    await fleet.start(0)
    const again = await connectHub(fleet.origins[0] ?? '')
    expect(await again.api('GET', `/jobs/${id}`)).toMatchObject({
      status: 'failed',
      file: null,
      error: expect.stringContaining('the hub was stopped') as string,
    })
  }, 90_000)
})
