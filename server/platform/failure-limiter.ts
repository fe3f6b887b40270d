import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import type { RedisLink } from './redis-link'

/** Counts what goes wrong for each address, in Redis for all instances together, or in memory where there is none. */
export interface FailureLimiter {
  /** @returns milliseconds until the address may fail again; null while it may */
  blockedMs(address: string): Promise<number | null>
  /** Count a failure.
   * @returns as above, for the first failure too many and all after it */
  count(address: string): Promise<number | null>
}

export interface FailureLimiterOptions {
  /** Tells limiters apart in Redis. */
  name: string
  /** Failures in a window that an address may make. */
  failures: number
  windowSeconds: number
  link: Pick<RedisLink, 'client' | 'run'> | null
}

/** While Redis is away each instance counts alone: guessing stays bounded, and nobody waits. */
export function createFailureLimiter({
  name,
  failures,
  windowSeconds,
  link,
}: FailureLimiterOptions): FailureLimiter {
  const bounds = { keyPrefix: `cch:failures:${name}`, points: failures, duration: windowSeconds }
  const memory = new RateLimiterMemory(bounds)
  const redis = link && new RateLimiterRedis({ ...bounds, storeClient: link.client })

  const ask = async (question: (limiter: Limiter) => Promise<number | null>): Promise<number | null> => {
    if (!link || !redis) return question(memory)
    try {
      return await link.run(() => question(redis))
    } catch {
      return question(memory)
    }
  }

  return {
    blockedMs: (address) =>
      ask(async (limiter) => {
        const known = await limiter.get(address)
        return known !== null && known.consumedPoints >= failures ? known.msBeforeNext : null
      }),
    count: (address) =>
      ask(async (limiter) => {
        try {
          await limiter.consume(address)
          return null
        } catch (refusal) {
          if (refusal instanceof RateLimiterRes) return refusal.msBeforeNext
          throw refusal
        }
      }),
  }
}

type Limiter = Pick<RateLimiterMemory, 'get' | 'consume'>
