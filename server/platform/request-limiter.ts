import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible'
import type { RedisLink } from './redis-link'

/** Counts what each credential asks for in a minute, in Redis for all instances together, or in memory where there is none. */
export interface RequestLimiter {
  /** Count some requests.
   * @returns milliseconds until the next minute begins when they are more than `limit`; null when they are not */
  count(who: string, requests: number, limit: number): Promise<number | null>
}

const WINDOW_SECONDS = 60
/** The limit may change from one call to the next, so it is compared here and not by the library. */
const MORE_THAN_EVER = 1_000_000_000

/** While Redis is away each instance counts alone: nobody waits, and nobody is refused for it. */
export function createRequestLimiter(options: {
  /** Tells limiters apart in Redis. */
  name: string
  link: Pick<RedisLink, 'client' | 'run'> | null
}): RequestLimiter {
  const { name, link } = options
  const bounds = { keyPrefix: `cch:requests:${name}`, points: MORE_THAN_EVER, duration: WINDOW_SECONDS }
  const memory = new RateLimiterMemory(bounds)
  const redis = link && new RateLimiterRedis({ ...bounds, storeClient: link.client })

  const consume = async (who: string, requests: number) => {
    if (!link || !redis) return memory.consume(who, requests)
    try {
      return await link.run(() => redis.consume(who, requests))
    } catch {
      return memory.consume(who, requests)
    }
  }

  return {
    async count(who, requests, limit) {
      const { consumedPoints, msBeforeNext } = await consume(who, requests)
      return consumedPoints > limit ? msBeforeNext : null
    },
  }
}
