import { describe, expect, it } from 'vitest'
import { createSecrets } from '#server/platform/secrets'
import { createAdminAccess } from './admin-access'

const adminToken = 'a-right-admin-token'
const nowMs = 1_700_000_000_000

function setUp() {
  const secrets = createSecrets({ masterKeys: [Buffer.alloc(32, 7).toString('base64')], adminToken })
  return { secrets, access: createAdminAccess({ secrets, nowMs: () => nowMs }) }
}

describe('the doors for the admin token', () => {
  it('exchanges the token for a session of twelve hours', async () => {
    const { secrets, access } = setUp()
    const signedIn = await access.signIn(adminToken, '192.0.2.1')
    if (!signedIn.ok) throw new Error('was refused')
    expect(signedIn.maxAgeSeconds).toBe(43_200)
    expect(secrets.verifySession(signedIn.session, nowMs + 43_199_000)).toMatchObject({ role: 'admin' })
    expect(secrets.verifySession(signedIn.session, nowMs + 43_200_000)).toBeNull()
  })

  it('throttles an address after ten wrong tokens, the right one included, and no other address', async () => {
    const { access } = setUp()
    for (let i = 0; i < 10; i++)
      expect(await access.signIn('wrong', '192.0.2.1')).toMatchObject({ reason: 'invalid' })
    const refused = await access.signIn(adminToken, '192.0.2.1')
    expect(refused).toMatchObject({ ok: false, reason: 'throttled' })
    if (!refused.ok) {
      expect(refused.retryAfterSeconds).toBeGreaterThan(890)
      expect(refused.retryAfterSeconds).toBeLessThanOrEqual(900)
    }
    expect(await access.signIn(adminToken, '192.0.2.2')).toMatchObject({ ok: true })
  })

  it('counts guesses that arrive at the same moment', async () => {
    const { access } = setUp()
    const guesses = await Promise.all(
      Array.from({ length: 50 }, () => access.checkToken('wrong', '192.0.2.1')),
    )
    expect(guesses.filter((guess) => !guess.ok && guess.reason === 'invalid')).toHaveLength(10)
  })

  it('keeps the two doors apart', async () => {
    const { access } = setUp()
    for (let i = 0; i < 11; i++) await access.checkToken('wrong', '192.0.2.1')
    expect(await access.checkToken(adminToken, '192.0.2.1')).toMatchObject({ reason: 'throttled' })
    expect(await access.signIn(adminToken, '192.0.2.1')).toMatchObject({ ok: true })
  })

  it('does not count right tokens', async () => {
    const { access } = setUp()
    for (let i = 0; i < 30; i++)
      expect(await access.checkToken(adminToken, '192.0.2.1')).toEqual({ ok: true })
  })
})
