import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAdminHarness } from '#server/testing/admin-harness'
import type { AdminHarness } from '#server/testing/admin-harness'
import { createAccessService } from './access-service'

let harness: AdminHarness
let nowMs = Date.now()
beforeAll(async () => {
  harness = await createAdminHarness()
})
afterAll(() => harness.close())

/** With no failure counted yet. */
function open() {
  const { secrets, stores } = harness
  const { apiKeys, users } = stores
  return createAccessService({
    secrets,
    apiKeys,
    users,
    redis: null,
    requestsPerMinute: () => 600,
    nowMs: () => nowMs,
    sessionsFromMs: () => endedBeforeMs,
    endSessionsBefore: (ms) => {
      endedBeforeMs = ms
      return Promise.resolve()
    },
  })
}
let endedBeforeMs = 0

let made = 0
async function makeKey(input: { scope?: 'proxy' | 'read-only'; expiresAt?: Date } = {}) {
  const { users, keys } = harness.services
  const common = { enabled: true, expiresAt: null, providerGroup: null }
  const user = await users.create({
    ...common,
    name: `user ${String(++made)}`,
    note: '',
    role: 'member',
    tags: [],
    allowedModels: [],
  })
  const { key, apiKey } = await keys.create({
    ...common,
    userId: user.id,
    name: 'key',
    scope: 'proxy',
    ...input,
  })
  return { key, keyId: apiKey.id, userId: user.id }
}

const IP = '192.0.2.1'

describe('the admin token', () => {
  it('is exchanged for a session of twelve hours', async () => {
    const access = open()
    const signedIn = await access.signIn(harness.adminToken, IP)
    if (!signedIn.ok) throw new Error('was refused')
    expect(signedIn.maxAgeSeconds).toBe(43_200)
    const begin = nowMs
    nowMs = begin + 43_199_000
    expect(await access.resume(signedIn.session)).toEqual({ kind: 'admin' })
    nowMs = begin + 43_200_000
    expect(await access.resume(signedIn.session)).toBeNull()
  })

  it('and keys are signed out everywhere at once, and may sign in again', async () => {
    const access = open()
    const { key, keyId } = await makeKey()
    const sessions = []
    for (const credential of [harness.adminToken, key]) {
      const signedIn = await access.signIn(credential, IP)
      if (signedIn.ok) sessions.push(signedIn.session)
    }
    nowMs += 1
    await access.signOutEverywhere()
    expect(await Promise.all(sessions.map((session) => access.resume(session)))).toEqual([null, null])
    expect(await access.identify(key, IP)).toMatchObject({ ok: true, viewer: { keyId } })
    const again = await access.signIn(key, IP)
    expect(again.ok && (await access.resume(again.session))).toMatchObject({ keyId })
    endedBeforeMs = 0
  })

  it.each([
    '',
    'junk',
    '%%%.%%%',
    `${Buffer.from('{"role":"admin","expiresAtMs":1e15}').toString('base64url')}.0`,
  ])('has no session that the hub did not sign: %s', async (session) => {
    expect(await open().resume(session)).toBeNull()
  })

  it('throttles an address after ten wrong tokens, the right one included, and no other address', async () => {
    const access = open()
    for (let i = 0; i < 10; i++) expect(await access.signIn('wrong', IP)).toMatchObject({ reason: 'invalid' })
    const refused = await access.signIn(harness.adminToken, IP)
    expect(refused).toMatchObject({ ok: false, reason: 'throttled' })
    if (!refused.ok) {
      expect(refused.retryAfterSeconds).toBeGreaterThan(890)
      expect(refused.retryAfterSeconds).toBeLessThanOrEqual(900)
    }
    expect(await access.signIn(harness.adminToken, '192.0.2.2')).toMatchObject({ ok: true })
    // The door of the API counts by itself.
    expect(await access.identify(harness.adminToken, IP)).toMatchObject({ ok: true })
  })

  it('counts guesses that arrive at the same moment', async () => {
    const access = open()
    const guesses = await Promise.all(Array.from({ length: 50 }, () => access.identify('wrong', IP)))
    expect(guesses.filter((guess) => !guess.ok && guess.reason === 'invalid')).toHaveLength(10)
  })
})

describe('a key', () => {
  it('stands for its user', async () => {
    const { key, keyId, userId } = await makeKey({ scope: 'read-only' })
    const viewer = { kind: 'member', userId, keyId, scope: 'read-only' }
    expect(await open().identify(key, IP)).toEqual({ ok: true, viewer })
    const signedIn = await open().signIn(key, IP)
    if (!signedIn.ok) throw new Error('was refused')
    expect(signedIn.session).not.toContain(key)
    expect(await open().resume(signedIn.session)).toEqual(viewer)
  })

  it('is let in whatever its neighbours guess, while unknown keys are throttled', async () => {
    const access = open()
    const { key } = await makeKey()
    const unknown = `sk-cch-${'0'.repeat(12)}-${'a'.repeat(40)}`
    for (let i = 0; i < 10; i++) expect(await access.signIn(unknown, IP)).toMatchObject({ reason: 'invalid' })
    expect(await access.signIn(unknown, IP)).toMatchObject({ reason: 'throttled' })
    expect(await access.signIn(key, IP)).toMatchObject({ ok: true })
  })

  const services = () => harness.services
  it.each([
    ['disabled', ({ keyId }) => services().keys.update(keyId, { enabled: false })],
    ['expired', ({ keyId }) => services().keys.update(keyId, { expiresAt: new Date(nowMs - 1) })],
    ['replaced', ({ keyId }) => services().keys.rotate(keyId, 24)],
    ['of a disabled user', ({ userId }) => services().users.update(userId, { enabled: false })],
    [
      'of an expired user',
      ({ userId }) => services().users.update(userId, { expiresAt: new Date(nowMs - 1) }),
    ],
  ] satisfies [string, (made: { keyId: string; userId: string }) => Promise<unknown>][])(
    'that is %s opens nothing and ends its sessions, and is no guess',
    async (_case, change) => {
      const access = open()
      const made = await makeKey()
      const signedIn = await access.signIn(made.key, IP)
      if (!signedIn.ok) throw new Error('was refused')
      await change(made)
      expect(await access.resume(signedIn.session)).toBeNull()
      for (let i = 0; i < 12; i++)
        expect(await access.signIn(made.key, IP)).toMatchObject({ ok: false, reason: 'inactive' })
    },
  )

  it('that is revoked is unknown, and so is that of a removed user', async () => {
    const access = open()
    const revoked = await makeKey()
    const orphan = await makeKey()
    const sessions = await Promise.all([revoked, orphan].map(({ key }) => access.signIn(key, IP)))
    await services().keys.remove(revoked.keyId)
    await services().users.remove(orphan.userId)
    for (const { key } of [revoked, orphan])
      expect(await access.signIn(key, IP)).toMatchObject({ reason: 'invalid' })
    for (const signedIn of sessions) expect(signedIn.ok && (await access.resume(signedIn.session))).toBeNull()
  })
})
