import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { redisSuite, startRedis } from '#server/testing/start-redis'
import type { RedisForTests } from '#server/testing/start-redis'
import { createRedisLink } from './redis-link'
import type { RedisLink } from './redis-link'
import { createRequestLimiter } from './request-limiter'

const silent = { info: () => undefined, warn: () => undefined }

it('alone, counts each credential by itself, to a limit that may change', async () => {
  const limiter = createRequestLimiter({ name: 'alone', link: null })
  expect(await limiter.count('a', 2, 3)).toBeNull()
  expect(await limiter.count('a', 2, 3)).toBeGreaterThan(50_000)
  expect(await limiter.count('b', 3, 3)).toBeNull()
  expect(await limiter.count('a', 1, 10)).toBeNull()
})

describe.skipIf(startRedis.isMissing())(redisSuite('with Redis'), () => {
  let redis: RedisForTests
  const links: RedisLink[] = []
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(async () => {
    for (const link of links) link.close()
    await redis.stop()
  })

  async function open(name: string) {
    const link = createRedisLink({ url: redis.url, deadlineMs: 500, log: silent })
    links.push(link)
    await link.whenUsable(5_000)
    return createRequestLimiter({ name, link })
  }

  it('counts for all instances together', async () => {
    const [one, other] = await Promise.all([open('api'), open('api')])
    expect(await one.count('a', 2, 3)).toBeNull()
    expect(await other.count('a', 1, 3)).toBeNull()
    expect(await other.count('a', 1, 3)).toBeGreaterThan(50_000)
  })

  it('counts by itself while Redis is away, and refuses nobody for it', async () => {
    const limiter = await open('outage')
    await redis.kill()
    expect(await limiter.count('a', 3, 3)).toBeNull()
    expect(await limiter.count('a', 1, 3)).toBeGreaterThan(50_000)
  })
})
