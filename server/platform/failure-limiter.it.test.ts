import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { redisSuite, startRedis } from '#server/testing/start-redis'
import type { RedisForTests } from '#server/testing/start-redis'
import { createFailureLimiter } from './failure-limiter'
import { createRedisLink } from './redis-link'
import type { RedisLink } from './redis-link'

const silent = { info: () => undefined, warn: () => undefined }
const bounds = { failures: 3, windowSeconds: 60 }

it('alone, counts each address by itself', async () => {
  const limiter = createFailureLimiter({ ...bounds, name: 'alone', link: null })
  expect(await limiter.blockedMs('a')).toBeNull()
  const counted = await Promise.all([1, 2, 3, 4, 5].map(() => limiter.count('a')))
  expect(counted.filter((blockedMs) => blockedMs === null)).toHaveLength(3)
  expect(await limiter.blockedMs('a')).toBeGreaterThan(50_000)
  expect(await limiter.count('b')).toBeNull()
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
    return createFailureLimiter({ ...bounds, name, link })
  }

  it('counts for all instances together, limiters of other names apart', async () => {
    const [one, other, another] = await Promise.all([open('api'), open('api'), open('sign-in')])
    expect(await one.count('a')).toBeNull()
    expect(await other.count('a')).toBeNull()
    expect(await one.blockedMs('a')).toBeNull()
    expect(await one.count('a')).toBeNull()
    expect(await other.blockedMs('a')).toBeGreaterThan(50_000)
    expect(await other.count('a')).toBeGreaterThan(50_000)
    expect(await another.blockedMs('a')).toBeNull()
  })

  it('counts by itself while Redis is away, so that guessing stays bounded', async () => {
    const limiter = await open('outage')
    await redis.kill()
    const counted = await Promise.all([1, 2, 3, 4, 5].map(() => limiter.count('a')))
    expect(counted.filter((blockedMs) => blockedMs === null)).toHaveLength(3)
  })
})
