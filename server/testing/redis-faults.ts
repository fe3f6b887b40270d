import { Redis } from 'ioredis'
import type { SlowProxy } from './slow-proxy'
import type { RedisForTests } from './start-redis'

/** A way in which Redis can be away, and how it comes back. */
export interface RedisFault {
  title: string
  /** Happens on the way to Redis, and so only to those behind the proxy. */
  onTheWay?: true
  begin: (redis: RedisForTests, proxy: SlowProxy) => Promise<void>
  end: (redis: RedisForTests, proxy: SlowProxy) => Promise<void>
}

const nothing = () => Promise.resolve()

async function command(redis: RedisForTests, name: string, ...args: string[]): Promise<void> {
  const admin = new Redis(redis.url)
  await admin.call(name, ...args)
  admin.disconnect()
}

export const REDIS_FAULTS: readonly RedisFault[] = [
  { title: 'killed', begin: (redis) => redis.kill(), end: (redis) => redis.start() },
  {
    title: 'restarted empty',
    async begin(redis) {
      await redis.kill()
      await redis.start()
    },
    end: nothing,
  },
  {
    title: 'paused',
    begin: (redis) => nothing().then(() => redis.pause()),
    end: (redis) => nothing().then(() => redis.resume()),
  },
  {
    title: 'slow (2 s)',
    onTheWay: true,
    begin: (_, proxy) => nothing().then(() => void (proxy.delayMs = 2_000)),
    end: (_, proxy) => nothing().then(() => void (proxy.delayMs = 0)),
  },
  {
    title: 'read-only',
    begin: (redis) => command(redis, 'REPLICAOF', '127.0.0.1', '1'),
    end: (redis) => command(redis, 'REPLICAOF', 'NO', 'ONE'),
  },
]
