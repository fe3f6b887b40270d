import type { ApiKey, User } from '#server/domain/principal'
import type { Viewer } from '#server/domain/viewer'
import { createFailureLimiter } from '#server/platform/failure-limiter'
import type { FailureLimiter, FailureLimiterOptions } from '#server/platform/failure-limiter'
import { createRequestLimiter } from '#server/platform/request-limiter'
import { equalText, looksLikeApiKey } from '#server/platform/secrets'
import type { Secrets } from '#server/platform/secrets'
import type { Stores } from '#server/stores/interfaces'

const FAILURES_ALLOWED = 10
const FAILURE_WINDOW_SECONDS = 15 * 60
const SESSION_MS = 12 * 3_600_000

export type AccessDenied = {
  ok: false
  /** `inactive` is a key that is known and does not count: disabled, expired or replaced, or its user is. */
  reason: 'invalid' | 'inactive' | 'throttled'
  /** For `throttled`. */
  retryAfterSeconds: number | null
}
export type SignedIn = { ok: true; session: string; maxAgeSeconds: number }

/** FR-010, NFR-004: the two doors to the administration, for the admin token and for keys. Each counts its own failures per
 * address, so that an automation script with an old token does not lock the people at the same address out of the console. */
export interface AccessService {
  /** Check the bearer token of an API call. */
  identify(credential: string, ip: string): Promise<{ ok: true; viewer: Viewer } | AccessDenied>
  /** Count calls of the admin API over HTTP.
   * @returns seconds until the credential may call again; null when it may */
  admit(viewer: Viewer, calls: number): Promise<number | null>
  /** Exchange the admin token or a key for a signed console session. */
  signIn(credential: string, ip: string): Promise<SignedIn | AccessDenied>
  /** Who a signed session stands for now; null when it ended, or when its key does not count any more. */
  resume(session: string): Promise<Viewer | null>
  /** End all console sessions, of everybody and everywhere. The admin token and keys go on. */
  signOutEverywhere(): Promise<void>
}

export interface AccessServiceOptions {
  secrets: Pick<Secrets, 'isAdminToken' | 'signSession' | 'verifySession' | 'digestKey' | 'olderDigests'>
  apiKeys: Pick<Stores['apiKeys'], 'findByDigest' | 'get'>
  users: Pick<Stores['users'], 'get'>
  /** Null counts failures in this process alone. */
  redis: FailureLimiterOptions['link']
  /** Calls of the admin API that a credential may make. */
  requestsPerMinute: () => number
  /** Sessions that began before have ended, epoch milliseconds. */
  sessionsFromMs: () => number
  endSessionsBefore: (ms: number) => Promise<unknown>
  nowMs: () => number
}

export function createAccessService(options: AccessServiceOptions): AccessService {
  const { secrets, requestsPerMinute, nowMs } = options
  const calls = createRequestLimiter({ name: 'api', link: options.redis })
  const keys = createKeyReader(options)
  const identify = createDoor('api', options, keys)
  const identifySignIn = createDoor('sign-in', options, keys)
  return {
    identify,
    async admit(viewer, count) {
      const who = viewer.kind === 'admin' ? 'admin' : viewer.keyId
      const refusedMs = await calls.count(who, count, requestsPerMinute())
      return refusedMs === null ? null : Math.max(1, Math.ceil(refusedMs / 1000))
    },
    async signIn(credential, ip) {
      const identified = await identifySignIn(credential, ip)
      if (!identified.ok) return identified
      const { viewer } = identified
      const expiresAtMs = nowMs() + SESSION_MS
      const session = secrets.signSession(
        viewer.kind === 'admin'
          ? { role: 'admin', expiresAtMs }
          : { role: 'member', keyId: viewer.keyId, expiresAtMs },
      )
      return { ok: true, session, maxAgeSeconds: SESSION_MS / 1000 }
    },
    async resume(session) {
      const known = secrets.verifySession(session, nowMs())
      if (!known || known.expiresAtMs - SESSION_MS < options.sessionsFromMs()) return null
      return known.role === 'admin' ? { kind: 'admin' } : keys.viewerOf(known.keyId)
    },
    async signOutEverywhere() {
      await options.endSessionsBefore(nowMs())
    },
  }
}

interface KeyReader {
  /** Id of a presented key; null when there is none. */
  find(key: string): Promise<string | null>
  /** Null for a key that does not count. */
  viewerOf(keyId: string): Promise<Viewer | null>
}

function createKeyReader({ secrets, apiKeys, users, nowMs }: AccessServiceOptions): KeyReader {
  return {
    async find(key) {
      if (!looksLikeApiKey(key)) return null
      for (const digest of [secrets.digestKey(key), ...secrets.olderDigests(key)]) {
        const record = await apiKeys.findByDigest(digest)
        // The look-up compared it; this comparison takes the same time whatever was found (NFR-004).
        if (record && equalText(record.digest, digest)) return record.id
      }
      return null
    },
    async viewerOf(keyId) {
      const key = await apiKeys.get(keyId)
      const user = key && (await users.get(key.userId))
      if (!key || !user || !counts(key, user, nowMs())) return null
      return { kind: 'member', userId: user.id, keyId, scope: key.scope }
    },
  }
}

/** A key that was replaced still serves clients for a while, but it may be the one that leaked: it opens nothing more. */
function counts(key: ApiKey, user: User, nowMs: number): boolean {
  const lasts = ({ enabled, expiresAt }: Pick<User, 'enabled' | 'expiresAt'>) =>
    enabled && (expiresAt === null || expiresAt.getTime() > nowMs)
  return lasts(key) && lasts(user) && key.replacedById === null
}

function createDoor(
  name: string,
  { secrets, redis }: AccessServiceOptions,
  keys: KeyReader,
): AccessService['identify'] {
  const failures = createFailureLimiter({
    name,
    failures: FAILURES_ALLOWED,
    windowSeconds: FAILURE_WINDOW_SECONDS,
    link: redis,
  })
  return async (credential, ip) => {
    if (secrets.isAdminToken(credential)) return identifyAdmin(failures, ip)
    if (!looksLikeApiKey(credential)) return countFailure(failures, ip)
    // A right key is let in whatever its neighbours behind one address do: 238 random bits cannot be guessed.
    const keyId = await keys.find(credential)
    if (keyId === null) return countFailure(failures, ip)
    const viewer = await keys.viewerOf(keyId)
    return viewer ? { ok: true, viewer } : { ok: false, reason: 'inactive', retryAfterSeconds: null }
  }
}

/** The admin chose the token, and it may be a weak one: while its address is throttled the right one is refused as well,
 * otherwise guessing could simply go on. */
async function identifyAdmin(
  failures: FailureLimiter,
  ip: string,
): Promise<{ ok: true; viewer: Viewer } | AccessDenied> {
  const blockedMs = await failures.blockedMs(ip)
  return blockedMs === null ? { ok: true, viewer: { kind: 'admin' } } : throttled(blockedMs)
}

/** The counter moves in the same turn as the comparison, so that parallel guesses cannot all slip past it. */
async function countFailure(failures: FailureLimiter, ip: string): Promise<AccessDenied> {
  const blockedMs = await failures.count(ip)
  return blockedMs === null ? { ok: false, reason: 'invalid', retryAfterSeconds: null } : throttled(blockedMs)
}

const throttled = (msBeforeNext: number): AccessDenied => ({
  ok: false,
  reason: 'throttled',
  retryAfterSeconds: Math.max(1, Math.ceil(msBeforeNext / 1000)),
})
