import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hash,
  hkdfSync,
  randomBytes,
  randomInt,
  timingSafeEqual,
} from 'node:crypto'
import type { KeyObject } from 'node:crypto'

/**
 * Everything that needs the master key. Each use has its own key, derived by HKDF-SHA-256, so that no ciphertext or
 * digest of one use says anything about another. Several master keys may be given, newest first, for rotation: the
 * newest seals and digests, all of them open and recognise.
 */
export interface Secrets {
  /** AES-256-GCM; the text names the key that sealed it. */
  seal(plain: string): string
  /** @throws Error when no master key in use sealed the text, or when the text was changed */
  open(sealed: string): string
  /** Hex HMAC-SHA-256 of a presented API key, under the newest master key. */
  digestKey(key: string): string
  /** The same under each older master key, for keys made before a rotation. */
  olderDigests(key: string): string[]
  generateApiKey(): GeneratedApiKey
  /** Constant-time comparison with the admin token. */
  isAdminToken(candidate: string): boolean
  signSession(session: ConsoleSession): string
  /** Null when the token is forged, expired, or from before a change of the admin token. */
  verifySession(token: string, nowMs: number): ConsoleSession | null
}

/** Who is signed in, and until when. A member's session names its key, whose state counts at each request. */
export type ConsoleSession = { expiresAtMs: number } & ({ role: 'admin' } | { role: 'member'; keyId: string })

export interface GeneratedApiKey {
  key: string
  /** `sk-cch-` and twelve public characters. */
  prefix: string
  last4: string
  digest: string
}

const SEAL_VERSION = 'v1'
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const API_KEY = /^sk-cch-[A-Za-z0-9]{12}-[A-Za-z0-9]{40}$/

/** Whether a presented credential could be a key of this hub; anything else is refused without a look-up. */
export const looksLikeApiKey = (text: string): boolean => API_KEY.test(text)

/** @param masterKeys base64, 32 bytes each, newest first */
export function createSecrets(options: { masterKeys: readonly string[]; adminToken: string }): Secrets {
  const [newest, ...older] = options.masterKeys.map(deriveKeys)
  if (!newest) throw new Error('At least one master key is needed')
  const sealers = new Map([newest, ...older].map((keys) => [keys.id, keys]))
  const adminDigest = sha256(options.adminToken)
  const sessionKey = createSecretKey(
    Buffer.from(hkdfSync('sha256', newest.master, adminDigest, 'console-session', 32)),
  )
  const hmac = (key: KeyObject, text: string) => createHmac('sha256', key).update(text).digest('hex')

  return {
    seal: (plain) => seal(newest, plain),
    open: (sealed) => open(sealers, sealed),
    digestKey: rememberDigests((key) => hmac(newest.digest, key)),
    olderDigests: (key) => older.map((keys) => hmac(keys.digest, key)),
    generateApiKey() {
      const prefix = `sk-cch-${randomText(12)}`
      const key = `${prefix}-${randomText(40)}`
      return { key, prefix, last4: key.slice(-4), digest: hmac(newest.digest, key) }
    },
    isAdminToken: (candidate) => timingSafeEqual(sha256(candidate), adminDigest),
    signSession(session) {
      const payload = Buffer.from(JSON.stringify(session)).toString('base64url')
      return `${payload}.${hmac(sessionKey, payload)}`
    },
    verifySession(token, nowMs) {
      const [payload = '', signature = ''] = token.split('.')
      if (!equalText(signature, hmac(sessionKey, payload))) return null
      const session = readSession(payload)
      return session && session.expiresAtMs > nowMs ? session : null
    },
  }
}

const REMEMBERED_DIGESTS = 10_000

/** The same few keys come with every request, and a plain hash costs a quarter of an HMAC. The memory holds hashes of keys
 * of 238 random bits, which tell nothing about them. */
function rememberDigests(digest: (key: string) => string): (key: string) => string {
  const known = new Map<string, string>()
  return (key) => {
    const fingerprint = hash('sha256', key, 'base64')
    const remembered = known.get(fingerprint)
    if (remembered !== undefined) return remembered
    if (known.size >= REMEMBERED_DIGESTS) known.clear()
    const fresh = digest(key)
    known.set(fingerprint, fresh)
    return fresh
  }
}

/** Compare two secrets in constant time; lengths may leak, contents do not. */
export function equalText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

interface DerivedKeys {
  id: string
  master: Buffer
  seal: KeyObject
  digest: KeyObject
}

function deriveKeys(masterBase64: string): DerivedKeys {
  const master = Buffer.from(masterBase64, 'base64')
  const derive = (use: string) => createSecretKey(Buffer.from(hkdfSync('sha256', master, '', use, 32)))
  const id = createHash('sha256').update('key-id').update(master).digest('hex').slice(0, 8)
  return { id, master, seal: derive('seal'), digest: derive('api-key-digest') }
}

function seal(keys: DerivedKeys, plain: string): string {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keys.seal, iv)
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return [SEAL_VERSION, keys.id, iv.toString('base64url'), body.toString('base64url')].join('.')
}

function open(sealers: ReadonlyMap<string, DerivedKeys>, sealed: string): string {
  const [version, keyId = '', iv = '', body = ''] = sealed.split('.')
  const keys = version === SEAL_VERSION ? sealers.get(keyId) : undefined
  if (!keys) throw new Error(`A sealed value needs master key ${keyId || '?'}, which is not configured`)
  const bytes = Buffer.from(body, 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', keys.seal, Buffer.from(iv, 'base64url'), {
    authTagLength: 16,
  })
  decipher.setAuthTag(bytes.subarray(-16))
  return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString('utf8')
}

/** What this hub has signed; null for a payload of another shape. */
function readSession(payload: string): ConsoleSession | null {
  const parsed: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
  if (typeof parsed !== 'object' || parsed === null || !('role' in parsed) || !('expiresAtMs' in parsed))
    return null
  const { role, expiresAtMs } = parsed
  if (typeof expiresAtMs !== 'number') return null
  if (role === 'admin') return { role, expiresAtMs }
  const keyId = 'keyId' in parsed ? parsed.keyId : undefined
  return role === 'member' && typeof keyId === 'string' ? { role, keyId, expiresAtMs } : null
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()
const randomText = (length: number): string =>
  Array.from({ length }, () => BASE62.charAt(randomInt(BASE62.length))).join('')
