import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { Secrets } from '#server/platform/secrets'

const FAILURES_ALLOWED = 10
const FAILURE_WINDOW_SECONDS = 15 * 60
const SESSION_MS = 12 * 3_600_000

export type AccessDenied = { ok: false; reason: 'invalid' | 'throttled'; retryAfterSeconds: number | null }

/** FR-010, NFR-004: the two doors for the admin token. Each counts its own failures per address, so that an automation
 * script with an old token does not lock the people at the same address out of the console. */
export interface AdminAccess {
  /** Check the bearer token of an API call. */
  checkToken(token: string, ip: string): Promise<{ ok: true } | AccessDenied>
  /** Exchange the admin token for a signed console session. */
  signIn(
    token: string,
    ip: string,
  ): Promise<{ ok: true; session: string; maxAgeSeconds: number } | AccessDenied>
}

export function createAdminAccess(options: {
  secrets: Pick<Secrets, 'isAdminToken' | 'signSession'>
  nowMs: () => number
}): AdminAccess {
  const { secrets, nowMs } = options
  const checkToken = createTokenDoor(secrets)
  const checkSignIn = createTokenDoor(secrets)
  return {
    checkToken,
    async signIn(token, ip) {
      const checked = await checkSignIn(token, ip)
      if (!checked.ok) return checked
      const session = secrets.signSession({ role: 'admin', expiresAtMs: nowMs() + SESSION_MS })
      return { ok: true, session, maxAgeSeconds: SESSION_MS / 1000 }
    },
  }
}

function createTokenDoor(secrets: Pick<Secrets, 'isAdminToken'>): AdminAccess['checkToken'] {
  const limiter = new RateLimiterMemory({ points: FAILURES_ALLOWED, duration: FAILURE_WINDOW_SECONDS })
  const throttled = (msBeforeNext: number): AccessDenied => ({
    ok: false,
    reason: 'throttled',
    retryAfterSeconds: Math.max(1, Math.ceil(msBeforeNext / 1000)),
  })

  // The counter moves in the same turn as the comparison, so that parallel guesses cannot all slip past it. A right
  // token is refused too while its address is throttled: otherwise guessing could simply go on.
  return async (token, ip) => {
    if (secrets.isAdminToken(token)) {
      const failures = await limiter.get(ip)
      const blocked = failures !== null && failures.consumedPoints >= FAILURES_ALLOWED
      return blocked ? throttled(failures.msBeforeNext) : { ok: true }
    }
    try {
      await limiter.consume(ip)
      return { ok: false, reason: 'invalid', retryAfterSeconds: null }
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return throttled(refusal.msBeforeNext)
      throw refusal
    }
  }
}
