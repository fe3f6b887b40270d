import { expect, it } from 'vitest'
import { NO_LIMITS } from '#server/domain/limits'
import type { KeyRecord, UserRecord } from '#server/domain/principal'
import { createSecrets } from '#server/platform/secrets'
import type { Received } from '../exchange'
import { authenticate } from './authenticate'
import type { AuthDeps } from './authenticate'
import { createKeyCache } from './key-cache'

const OLD = Buffer.alloc(32, 1).toString('base64')
const NEW = Buffer.alloc(32, 2).toString('base64')
const user: UserRecord = {
  id: 'u',
  name: 'u',
  enabled: true,
  expiresAtMs: null,
  providerGroup: null,
  allowedModels: [],
  allowedClients: [],
  limits: NO_LIMITS,
  limitsResetAtMs: null,
}
const view = { version: 1, users: new Map([['u', user]]), nowMs: 1_000, failuresPerMinute: 1 }

/** Of what was received, authentication looks at headers and the URL only. */
const received = (key: string) =>
  ({ request: { headers: { authorization: `Bearer ${key}` }, url: '/v1/messages' } }) as unknown as Received

function setUp(load: (digest: string) => Promise<KeyRecord | null>, masterKeys = [NEW]) {
  let failures = 0
  const deps: AuthDeps = {
    keys: createKeyCache({ load, capacity: 10 }),
    secrets: createSecrets({ masterKeys, adminToken: 'x' }),
    throttle: { countFailure: () => Promise.resolve(void (failures += 1)) },
    addressOf: () => '203.0.113.1',
  }
  return { deps, failures: () => failures }
}
const { key, digest } = createSecrets({ masterKeys: [OLD], adminToken: 'x' }).generateApiKey()
const stored: KeyRecord = {
  id: 'k',
  userId: 'u',
  digest,
  scope: 'proxy',
  enabled: true,
  expiresAtMs: null,
  providerGroup: null,
  limits: NO_LIMITS,
  limitsResetAtMs: null,
}

it('a store that cannot tell is a 503, never a 401, and no failure of the caller', async () => {
  const { deps, failures } = setUp(() => Promise.reject(new Error('database is away')))
  await expect(authenticate(received(key), view, deps)).rejects.toMatchObject({
    code: 'store_unavailable',
    retryAfterSeconds: 2,
  })
  expect(failures()).toBe(0)
})

it('a key made before the master key was rotated is known by its older digest', async () => {
  const find = (wanted: string) => Promise.resolve(wanted === digest ? stored : null)
  const { deps, failures } = setUp(find, [NEW, OLD])
  for (let i = 0; i < 2; i++)
    expect((await authenticate(received(key), view, deps)).principal.key.id).toBe('k')
  expect(failures()).toBe(0)
})

it('a record of another digest is not believed, whatever the store says', async () => {
  const { deps } = setUp(() => Promise.resolve({ ...stored, digest: 'another' }), [OLD])
  await expect(authenticate(received(key), view, deps)).rejects.toMatchObject({ code: 'invalid_credentials' })
})

it('what has not the shape of a key costs no look-up', async () => {
  let loads = 0
  const { deps, failures } = setUp(() => {
    loads += 1
    return Promise.resolve(null)
  })
  for (const text of ['x', 'sk-ant-123', `${key}x`, key.toUpperCase()])
    await expect(authenticate(received(text), view, deps)).rejects.toMatchObject({
      code: 'invalid_credentials',
    })
  expect({ loads, failures: failures() }).toEqual({ loads: 0, failures: 4 })
})

it('expiry is a moment: at it, the key has expired', async () => {
  const { deps } = setUp(() => Promise.resolve({ ...stored, expiresAtMs: 1_000 }), [OLD])
  await expect(authenticate(received(key), view, deps)).rejects.toMatchObject({ code: 'key_expired' })
  expect((await authenticate(received(key), { ...view, nowMs: 999 }, deps)).principal.user.id).toBe('u')
})
