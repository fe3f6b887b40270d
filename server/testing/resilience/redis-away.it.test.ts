import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databasesUnderTest } from '#server/platform/database-fixtures'
import type { DatabaseFixture } from '#server/platform/database-fixtures'
import { send } from '../http-client'
import type { ClientAnswer } from '../http-client'
import type { HubClient } from '../hub-client'
import { startHub } from '../hub-harness'
import type { HubHarness } from '../hub-harness'
import { REDIS_FAULTS } from '../redis-faults'
import { startSlowProxy } from '../slow-proxy'
import type { SlowProxy } from '../slow-proxy'
import { redisSuite, startRedis } from '../start-redis'
import type { RedisForTests } from '../start-redis'
import { addNamedProvider, servedBy } from './named-provider'
import type { NamedProvider } from './named-provider'
import { percentile, sleep, startLoad } from './start-load'
import type { Sample } from './start-load'
import { watchStalls } from './watch-stalls'

/** FR-012: what happens to Redis is no request's business. */
const ALLOWED_MS = 50
/** Of what is left of a busy machine's noise when this process' own stalls are taken off: redis-server, the kernel. */
const NOISE_MS = 25
/** A provider's pause is over by then. */
const SHORTEST_PAUSE_MS = 1_000

describe.skipIf(startRedis.isMissing())(redisSuite('through a whole hub under load, Redis'), () => {
  let redis: RedisForTests
  let proxy: SlowProxy
  let database: DatabaseFixture
  /** Take the load. The proxy lives in this process, so whoever is behind it takes this process' stalls for Redis'. */
  let direct: HubHarness
  let behindProxy: HubHarness
  /** Sees only what they share. */
  let b: HubHarness
  const providers: NamedProvider[] = []
  let loadKey: string

  beforeAll(async () => {
    redis = await startRedis()
    proxy = await startSlowProxy(redis.port)
    const [sqlite] = databasesUnderTest(undefined)
    if (!sqlite) throw new Error('there is no database')
    database = await sqlite.create()
    const env = { DATABASE_URL: database.url, MASTER_KEY: randomBytes(32).toString('base64') }
    direct = await startHub({ ...env, REDIS_URL: redis.url })
    behindProxy = await startHub({ ...env, REDIS_URL: `redis://127.0.0.1:${String(proxy.port)}` })
    b = await startHub({ ...env, REDIS_URL: redis.url })
    // A dead one among them, so that health is written and probes ask for permits all the time.
    const circuit = { failureThreshold: 2, openMs: 1_000, successThreshold: 2 }
    for (let i = 0; i < 3; i++)
      providers.push(await addNamedProvider(b, { type: 'claude', groupTags: ['load'], circuit }))
    providers[0]?.breakDown()
    loadKey = (await b.addKey({ providerGroup: 'load' })).key
  })
  afterAll(async () => {
    await Promise.all([direct, behindProxy, b].map((hub) => hub.close()))
    await Promise.all(providers.map((provider) => provider.close()))
    proxy.stop()
    await redis.stop()
    await database.drop()
  })

  function ask(hub: HubClient, key: string, session: string): Promise<ClientAnswer> {
    const messages = [{ role: 'user', content: randomUUID() }]
    const body = { model: 'claude-test', max_tokens: 9, messages }
    return hub.send('/v1/messages', body, {
      headers: { 'x-session-id': session, authorization: `Bearer ${key}` },
    })
  }

  const readyz = async (hub: HubClient) => {
    const { status, text } = await send(`${hub.origin}/readyz`, { method: 'GET' })
    return `${String(status)} ${text}`
  }
  const OK = '200 {"status":"ok"}'
  const DEGRADED = '200 {"status":"degraded","degraded":["redis"]}'

  it.each(REDIS_FAULTS)(
    '$title: no request fails or waits for it, and all comes back',
    async ({ title, onTheWay, begin, end }) => {
      const a = onTheWay ? behindProxy : direct
      const group = `pair ${title}`
      const pair = { type: 'claude' as const, groupTags: [group] }
      const preferred = await addNamedProvider(a, { ...pair, priority: 0 })
      const other = await addNamedProvider(a, { ...pair, priority: 1 })
      providers.push(preferred, other)
      const { key } = await a.addKey({ providerGroup: group })
      const by = async (hub: HubClient, session: string) => servedBy(await ask(hub, key, session))

      await expect.poll(() => Promise.all([a, b].map(readyz)), { timeout: 5_000 }).toEqual([OK, OK])
      const stalls = watchStalls()
      const load = startLoad({
        lanes: 4,
        pauseMs: 8,
        async ask(i) {
          const { status, complete } = await ask(a, loadKey, `session ${String(i % 100)}`)
          if (status !== 200 || !complete) throw new Error(`it was answered ${String(status)}`)
        },
      })
      const readiness = new Set<string>()
      await sleep(1_000)
      const calm = load.samples.length
      await begin(redis, proxy)
      const degraded = async () => readiness.add(await readyz(a)).has(DEGRADED)
      await expect.poll(degraded, { timeout: 3_000, interval: 20 }).toBe(true)

      // What happens meanwhile: a session starts away from the preferred provider, which is well again soon.
      preferred.breakDown(429, [['retry-after', '1']])
      const met = randomUUID()
      expect(await by(a, met)).toBe(other.id)
      preferred.mend()
      await sleep(SHORTEST_PAUSE_MS + 100)
      expect(await by(a, met)).toBe(other.id)
      await end(redis, proxy)
      const recovered = async () => {
        const both = await Promise.all([a, b].map(readyz))
        for (const said of both) readiness.add(said)
        return both
      }
      await expect.poll(recovered, { timeout: 15_000, interval: 20 }).toEqual([OK, OK])
      await load.stop()
      stalls.stop()

      expect(load.failures).toEqual([])
      expect(readiness).toEqual(new Set([DEGRADED, OK]))
      const waits = (samples: readonly Sample[]) => samples.map(stalls.waitedMs)
      const [before, during] = [waits(load.samples.slice(0, calm)), waits(load.samples.slice(calm))]
      expect(percentile(during, 0.99) - percentile(before, 0.99)).toBeLessThan(ALLOWED_MS + NOISE_MS)
      expect(Math.max(...during) - Math.max(...before)).toBeLessThan(ALLOWED_MS + NOISE_MS)

      // What the one has learned meanwhile is known to the other now: the session stays, new ones go to the preferred.
      expect(await by(b, met)).toBe(other.id)
      expect(await by(b, randomUUID())).toBe(preferred.id)
      // And what it learns from now on is: of a provider's pause, and of a session that began during it.
      preferred.breakDown(429, [['retry-after', '30']])
      const late = randomUUID()
      expect(await by(a, late)).toBe(other.id)
      const statusAtB = async () => (await b.api('GET', `/providers/${preferred.id}/health`)).status
      await expect.poll(statusAtB, { timeout: 1_000, interval: 10 }).toBe('cooldown')
      preferred.mend()
      // A stall of this process, in which the slow proxy lives, takes Redis away from the hub behind it once more.
      await expect.poll(recovered, { timeout: 15_000, interval: 20 }).toEqual([OK, OK])
      await a.api('POST', `/providers/${preferred.id}/health/reset`)
      await expect.poll(() => by(b, randomUUID()), { timeout: 1_000, interval: 10 }).toBe(preferred.id)
      expect(await by(b, late)).toBe(other.id)
    },
    40_000,
  )
})
