import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEFAULT_CIRCUIT } from '#server/domain/circuit'
import { applyHealthEvent, HEALTHY } from '#server/domain/provider-health'
import { createRedisClient } from '#server/platform/redis'
import { redisSuite, startRedis } from '#server/testing/start-redis'
import type { RedisForTests } from '#server/testing/start-redis'
import { openRedisState } from './redis-state'
import { quietLog } from './store-fixtures'

const clock = { nowMs: () => Date.now() }
const failed = (health: typeof HEALTHY) =>
  applyHealthEvent(health, DEFAULT_CIRCUIT, { outcome: 'failure', probe: false }, Date.now())

describe.skipIf(startRedis.isMissing())(redisSuite('the shared state, as it stands in Redis'), () => {
  let redis: RedisForTests
  let admin: Redis
  beforeAll(async () => {
    redis = await startRedis()
    admin = new Redis(redis.url)
  })
  afterAll(async () => {
    admin.disconnect()
    await redis.stop()
  })
  const open = (url = redis.url, log = quietLog) =>
    openRedisState({ url, deadlineMs: 1_000, connectWaitMs: 500, clock, log })

  it('has keys that name no session, lie in one slot each, and expire', async () => {
    const state = await open()
    const nowMs = Date.now()
    const session = 'key:user_private-session'
    await state.bind(session, { providerId: 'p', reason: 'first', from: null, ttlMs: 60_000, nowMs })
    await state.updateHealth('p', failed)
    await state.addOutcomes([
      {
        providerId: 'p',
        minuteMs: nowMs - (nowMs % 60_000),
        succeeded: 1,
        failed: 0,
        lastSuccessAtMs: nowMs,
        lastFailureAtMs: null,
        lastError: null,
      },
    ])
    const keys = await admin.keys('*')
    expect(keys.map((key) => key.replace(/[\w-]{22}\}/, '…}').replace(/\d{10,}/, '…')).sort()).toEqual([
      expect.stringMatching(/^cch:\{beat:/),
      'cch:{health:p}',
      'cch:{outcomes:p}:last',
      'cch:{outcomes:p}:…',
      'cch:{session:…}',
    ])
    expect(keys.join()).not.toContain('private')
    for (const key of keys) expect(await admin.pttl(key)).toBeGreaterThan(0)
    expect(await admin.pttl(keys.find((key) => key.includes('session')) ?? '')).toBeLessThanOrEqual(60_000)
    await state.close()
  })

  it.each(['no JSON', '{}', '{"circuit":{"phase":"ajar"}}', 'null'])(
    'counts a health document that it does not understand as HEALTHY, and replaces it: %s',
    async (text) => {
      const state = await open()
      await admin.set('cch:{health:odd}', text)
      expect((await state.readHealth(['odd'])).get('odd')).toEqual(HEALTHY)
      const { after } = await state.updateHealth('odd', failed)
      expect(after.circuit.failures).toBe(1)
      expect(JSON.parse((await admin.get('cch:{health:odd}')) ?? '')).toEqual(after)
      expect(state.degraded).toBe(false)
      await state.close()
    },
  )

  it('writes nothing when nothing changes', async () => {
    const state = await open()
    await state.updateHealth('still', (health) => health)
    expect(await admin.exists('cch:{health:still}')).toBe(0)
    await state.close()
  })

  it('goes on without Redis when the password is wrong, and says why without saying it', async () => {
    await admin.config('SET', 'requirepass', 'right-password')
    const lines: string[] = []
    const keep = (...line: unknown[]) => lines.push(JSON.stringify(line))
    const log = { info: keep, warn: keep }
    const wrong = await openRedisState({
      url: redis.url.replace('//', '//:wrong-password@'),
      connectWaitMs: 700,
      clock,
      log,
    })
    expect(wrong.degraded).toBe(true)
    await wrong.close()
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('WRONGPASS')
    expect(lines.join()).not.toContain('password@')
    expect(lines.join()).not.toContain('wrong-password')

    const right = await open(redis.url.replace('//', '//:right-password@'))
    expect(right.degraded).toBe(false)
    await right.close()
    await admin.config('SET', 'requirepass', '')
  })
})

it.each(['localhost:6379', 'http://:secret@host', 'redis://:secret@host:port', ''])(
  'refuses %j as a URL without repeating it',
  (url) => {
    let refusal: unknown
    try {
      createRedisClient({ url })
    } catch (error) {
      refusal = error
    }
    expect(refusal).toBeInstanceOf(Error)
    expect(`${String(refusal)} ${JSON.stringify(refusal)}`).not.toContain('secret')
  },
)
