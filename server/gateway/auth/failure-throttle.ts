import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { GatewayError } from '#server/domain/errors'

export interface FailureThrottle {
  /** Count one unknown credential for an address.
   * @throws GatewayError too_many_auth_failures from the first one beyond the limit until the minute is over */
  countFailure(address: string, failuresPerMinute: number): Promise<void>
}

const WINDOW_SECONDS = 60

/** NFR-004. Unknown credentials only: a disabled or expired key of a whole office behind one address is no attack, and a
 * right key is never refused for what its neighbours do. */
export function createFailureThrottle(): FailureThrottle {
  let limiter = new RateLimiterMemory({ points: 1, duration: WINDOW_SECONDS })
  return {
    async countFailure(address, failuresPerMinute) {
      if (limiter.points !== failuresPerMinute)
        limiter = new RateLimiterMemory({ points: failuresPerMinute, duration: WINDOW_SECONDS })
      try {
        await limiter.consume(address)
      } catch (rejection) {
        if (!(rejection instanceof RateLimiterRes)) throw rejection
        throw new GatewayError('too_many_auth_failures', {
          clientMessage: 'Too many requests with an invalid API key came from this address. Try again later.',
          retryAfterSeconds: rejection.msBeforeNext / 1000,
        })
      }
    },
  }
}
