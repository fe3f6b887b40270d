import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { databasesUnderTest } from '#server/platform/database-fixtures'
import type { DatabaseFixture } from '#server/platform/database-fixtures'
import type { SessionListView } from '#server/trpc/schemas/session'
import { STALL, startFakeUpstream } from '../fake-upstream'
import type { FakeUpstream } from '../fake-upstream'
import { ADMIN_TOKEN, connectHub } from '../hub-client'
import type { HubClient } from '../hub-client'
import { readyAnswer } from '../upstream-answers'
import { redisSuite, startRedis } from '../start-redis'
import type { RedisForTests } from '../start-redis'
import { Fleet } from './fleet'

describe.skipIf(startRedis.isMissing())(redisSuite('live sessions of two hubs'), () => {
  const folder = mkdtempSync(join(tmpdir(), 'cch-live-'))
  let redis: RedisForTests
  let database: DatabaseFixture
  let upstream: FakeUpstream
  let fleet: Fleet
  let a: HubClient
  let b: HubClient

  beforeAll(async () => {
    redis = await startRedis()
    upstream = await startFakeUpstream()
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
    await Promise.all([fleet.start(0), fleet.start(1)])
    ;[a, b] = (await Promise.all(fleet.origins.map(connectHub))) as [HubClient, HubClient]
    const providerId = await a.addProvider({ type: 'claude', baseUrl: upstream.origin })
    // The other hub hears of it a moment later.
    const isKnown = async () =>
      expect((await b.api('GET', '/providers/health')).items).toMatchObject([{ providerId }])
    await vi.waitFor(isKnown, { timeout: 10_000, interval: 10 })
    const frames = readyAnswer('claude', 'text', 'stream')
      .bytes.toString()
      .split(/(?<=\n\n)/)
    const content = frames[3] ?? ''
    upstream.answer({
      headers: [['content-type', 'text/event-stream']],
      steps: [
        frames.slice(0, 4).join(''),
        ...Array.from({ length: 400 }, () => [{ pauseMs: 50 }, content]).flat(),
        STALL,
      ],
    })
  }, 60_000)
  afterAll(async () => {
    await fleet.stop()
    await upstream.close()
    await redis.stop()
    await database.drop()
    rmSync(folder, { recursive: true, force: true })
  })

  const list = async (hub: HubClient) => (await hub.api('GET', '/sessions')) as unknown as SessionListView
  const liveAt = async (hub: HubClient) => (await list(hub)).items.filter(({ live }) => live > 0)

  /** A stream through the second hub, seen by the first one. */
  async function stream(session: string) {
    const body = {
      model: 'claude-test',
      max_tokens: 9,
      stream: true,
      messages: [{ role: 'user', content: 'Hi' }],
    }
    const answered = b.send('/v1/messages', body, { headers: { 'x-session-id': session } })
    const ended = answered.then(
      (answer) => ({ text: answer.text, atMs: performance.now() }),
      () => ({ text: '', atMs: performance.now() }),
    )
    await expect.poll(() => liveAt(a), { timeout: 10_000, interval: 20 }).toMatchObject([{ live: 1 }])
    const [found] = await liveAt(a)
    return { id: found?.id ?? '', ended }
  }

  it('one is ended through the instance that does not serve it', async () => {
    const { id, ended } = await stream('there')
    expect(id).toMatch(/:there$/)
    const atMs = performance.now()
    expect(await a.api('POST', `/sessions/${encodeURIComponent(id)}/terminate`, {})).toEqual({ id, ended: 1 })
    const { text, atMs: endedAtMs } = await ended
    console.log(
      `the client of the other hub was told ${(endedAtMs - atMs).toFixed(1)} ms after the call began`,
    )
    expect(text).toContain('event: error')
    expect(text).toContain('ended from the console')
    await expect.poll(() => upstream.underWay()).toBe(0)
    expect(await liveAt(a)).toEqual([])
    expect(await liveAt(b)).toEqual([])
  })

  it('of an instance that was killed nothing stays', async () => {
    const { ended } = await stream('gone')
    await fleet.kill(1)
    await ended
    await expect.poll(() => list(a), { timeout: 2_000, interval: 50 }).toMatchObject({ missing: 0 })
    expect(await liveAt(a)).toEqual([])
  })
})
