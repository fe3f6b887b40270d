import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startAdminApi } from '#server/testing/admin-api-server'
import type { AdminApiServer } from '#server/testing/admin-api-server'

let api: AdminApiServer
beforeAll(async () => {
  api = await startAdminApi()
})
afterAll(() => api.close())

const HOUR_MS = 3_600_000
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString()

let made = 0
/** A user with a key, and calls in its name. */
async function createMember(settings: { user?: object; key?: object } = {}) {
  const { id: userId } = await api.create('/users', { name: `user ${String(++made)}`, ...settings.user })
  const created = await api.create('/keys', { userId, name: 'laptop', ...settings.key })
  const headers = { authorization: `Bearer ${String(created.key)}`, 'content-type': 'application/json' }
  const call = (method: string, path: string, body?: object) =>
    api.send(`/api/actions${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) })
  const makeKey = (input: object = {}) => call('POST', '/keys', { userId, name: 'ci', ...input })
  return { userId, keyId: created.id, call, makeKey }
}

describe('a key that a user makes', () => {
  it('has the group and the end of the one it is made with, when nothing else is said', async () => {
    const expiresAt = inHours(10)
    const { makeKey } = await createMember({ key: { expiresAt, providerGroup: 'cheap' } })
    expect(await makeKey()).toMatchObject({
      status: 200,
      body: { expiresAt, providerGroup: 'cheap', enabled: true },
    })
    expect(await makeKey({ expiresAt: inHours(1), scope: 'read-only' })).toMatchObject({ status: 200 })
  })

  it.each([
    ['another group', { key: { providerGroup: 'cheap' } }, { providerGroup: 'premium' }, /^providerGroup: /],
    ['a group where there was none', {}, { providerGroup: 'premium' }, /^providerGroup: /],
    ['a later end', { key: { expiresAt: inHours(10) } }, { expiresAt: inHours(11) }, /^expiresAt: /],
    [
      'more than the user',
      { user: { limits: { usdDay: 5 } } },
      { limits: { usdDay: 6 } },
      /^limits.usdDay: /,
    ],
  ])('never has %s', async (_case, settings, input, message) => {
    const { makeKey } = await createMember(settings)
    const { status, body } = await makeKey(input)
    expect(status).toBe(400)
    expect(body.message).toMatch(message)
  })

  it.each([{ usdTotal: 5 }, { rpm: 10 }, { concurrentSessions: 1 }])(
    'is not made with a key that has limits of its own: %o',
    async (limits) => {
      const { makeKey, call, keyId } = await createMember({ key: { limits } })
      expect((await makeKey({ limits })).status).toBe(409)
      expect((await call('POST', `/keys/${keyId}/rotate`, {})).status).toBe(409)
    },
  )
})

describe('rotating', () => {
  it('makes a key with the same settings, and lets the old one go on for the overlap', async () => {
    const limits = { usdDay: 3, dayMode: 'rolling' }
    const { userId } = await createMember()
    const old = await api.create('/keys', { userId, name: 'ci', limits, providerGroup: 'g' })
    const rotated = await api.create(`/keys/${old.id}/rotate`, { overlapHours: 2 })
    expect(rotated).toMatchObject({ name: 'ci', limits, providerGroup: 'g', expiresAt: null })
    expect(rotated.key).toMatch(/^sk-cch-/)
    expect(rotated.key).not.toBe(old.key)
    const { body } = await api.call('GET', `/keys/${old.id}`)
    expect(body).toMatchObject({ replacedById: rotated.id, enabled: true })
    expect(Date.parse(String(body.expiresAt))).toBeLessThanOrEqual(Date.parse(inHours(2)))
    expect(Date.parse(String(body.expiresAt))).toBeGreaterThan(Date.parse(inHours(1.9)))
    expect((await api.call('POST', `/keys/${old.id}/rotate`, {})).status).toBe(409)
  })

  it('never lets the old key live longer', async () => {
    const expiresAt = inHours(1)
    const { keyId } = await createMember({ key: { expiresAt } })
    await api.create(`/keys/${keyId}/rotate`, { overlapHours: 720 })
    expect((await api.call('GET', `/keys/${keyId}`)).body.expiresAt).toBe(expiresAt)
  })

  it('is for a user, too, who signs in with the new key from then on', async () => {
    const { keyId, call } = await createMember()
    const { status, body } = await call('POST', `/keys/${keyId}/rotate`, { overlapHours: 0 })
    expect(status).toBe(200)
    expect((await call('GET', '/keys')).status).toBe(401)
    const headers = { authorization: `Bearer ${String(body.key)}` }
    expect((await api.send('/api/actions/keys', { headers })).status).toBe(200)
  })

  it('does not give a key that lasts longer than the one it is asked with', async () => {
    const { userId, call } = await createMember({ key: { expiresAt: inHours(1) } })
    const lasting = await api.create('/keys', { userId, name: 'lasting' })
    expect((await call('POST', `/keys/${lasting.id}/rotate`, {})).status).toBe(409)
  })

  it.each([-1, 721, 1.5, '24'])('takes whole hours up to thirty days: %s', async (overlapHours) => {
    const { keyId } = await createMember()
    expect((await api.call('POST', `/keys/${keyId}/rotate`, { overlapHours })).status).toBe(400)
  })
})
