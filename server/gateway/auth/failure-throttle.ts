import { GatewayError } from '#server/domain/errors'
import { createFailureLimiter } from '#server/platform/failure-limiter'
import type { FailureLimiterOptions } from '#server/platform/failure-limiter'

export interface FailureThrottle {
  /** Count one unknown credential for an address.
   * @throws GatewayError too_many_auth_failures from the first one beyond the limit until the minute is over */
  countFailure(address: string, failuresPerMinute: number): Promise<void>
}

/** NFR-004. Unknown credentials only: a disabled or expired key of a whole office behind one address is no attack, and a
 * right key is never refused for what its neighbours do.
 * @param redis counts for all instances together; null for one that is alone */
export function createFailureThrottle(redis: FailureLimiterOptions['link']): FailureThrottle {
  const limiterOf = (failures: number) =>
    createFailureLimiter({ name: 'proxy', failures, windowSeconds: 60, link: redis })
  let failures = 1
  let limiter = limiterOf(failures)
  return {
    async countFailure(address, failuresPerMinute) {
      if (failures !== failuresPerMinute) {
        failures = failuresPerMinute
        limiter = limiterOf(failures)
      }
      const blockedMs = await limiter.count(address)
      if (blockedMs === null) return
      throw new GatewayError('too_many_auth_failures', {
        clientMessage: 'Too many requests with an invalid API key came from this address. Try again later.',
        retryAfterSeconds: blockedMs / 1000,
      })
    },
  }
}
