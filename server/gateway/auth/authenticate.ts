import { GatewayError } from '#server/domain/errors'
import type { KeyRecord, Principal, UserRecord } from '#server/domain/principal'
import { equalText, looksLikeApiKey } from '#server/platform/secrets'
import type { Secrets } from '#server/platform/secrets'
import type { Authenticated, Received } from '../exchange'
import type { FailureThrottle } from './failure-throttle'
import type { KeyCache } from './key-cache'
import { readCredentials } from './read-credentials'

export interface AuthDeps {
  keys: KeyCache
  secrets: Pick<Secrets, 'digestKey' | 'olderDigests'>
  throttle: FailureThrottle
  /** The address a failure is counted for. */
  addressOf: (received: Received) => string
}

export interface AuthView {
  version: number
  users: ReadonlyMap<string, UserRecord>
  nowMs: number
  failuresPerMinute: number
}

/** FR-010. Find out who asks. Keys are found by their digest alone; the database is asked on a key's first use only.
 * @throws GatewayError with a 401 or 403 code; 503 when the store cannot tell, never 401; 429 for an address that guesses */
export async function authenticate(
  received: Received,
  view: AuthView,
  deps: AuthDeps,
): Promise<Authenticated> {
  const credential = readCredentials(received.request)
  const found = looksLikeApiKey(credential) ? findKey(credential, view.version, deps) : null
  const key = found instanceof Promise ? await found.catch(storeUnavailable) : found
  const user = key && view.users.get(key.userId)
  if (!key || !user) {
    await deps.throttle.countFailure(deps.addressOf(received), view.failuresPerMinute)
    throw new GatewayError('invalid_credentials', { clientMessage: 'This API key is not valid.' })
  }
  const denial = denied({ key, user }, view.nowMs)
  if (denial) throw denial
  return Object.assign(received, { principal: { key, user } })
}

function findKey(
  credential: string,
  version: number,
  deps: AuthDeps,
): KeyRecord | null | Promise<KeyRecord | null> {
  const digest = deps.secrets.digestKey(credential)
  const found = deps.keys.find(digest, version)
  if (found instanceof Promise)
    return found.then((record) => verified(record, digest) ?? findOlder(credential, version, deps))
  return verified(found, digest) ?? findOlder(credential, version, deps)
}

/** Keys made under an older master key are found by their older digest. */
function findOlder(
  credential: string,
  version: number,
  deps: AuthDeps,
): KeyRecord | null | Promise<KeyRecord | null> {
  const digests = deps.secrets.olderDigests(credential)
  if (digests.length === 0) return null
  return digests.reduce<Promise<KeyRecord | null>>(
    async (before, digest) => (await before) ?? verified(await deps.keys.find(digest, version), digest),
    Promise.resolve(null),
  )
}

/** The look-up compares the digest already; this comparison takes the same time whatever was found (NFR-004). */
const verified = (record: KeyRecord | null, digest: string): KeyRecord | null =>
  record && equalText(record.digest, digest) ? record : null

const storeUnavailable = (cause: unknown): never => {
  throw new GatewayError('store_unavailable', {
    clientMessage: 'API keys cannot be checked at the moment. Try again shortly.',
    retryAfterSeconds: 2,
    cause,
  })
}

function denied({ key, user }: Principal, nowMs: number): GatewayError | null {
  if (!key.enabled) return new GatewayError('key_disabled', { clientMessage: 'This API key is disabled.' })
  if (key.expiresAtMs !== null && key.expiresAtMs <= nowMs)
    return new GatewayError('key_expired', { clientMessage: 'This API key has expired.' })
  if (!user.enabled)
    return new GatewayError('user_disabled', { clientMessage: 'The user of this API key is disabled.' })
  if (user.expiresAtMs !== null && user.expiresAtMs <= nowMs)
    return new GatewayError('user_expired', { clientMessage: 'The account of this API key has expired.' })
  return null
}
