import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startAdminApi } from '#server/testing/admin-api-server'
import type { AdminApiServer } from '#server/testing/admin-api-server'

let api: AdminApiServer
beforeAll(async () => {
  api = await startAdminApi()
})
afterAll(() => api.close())

describe('users and keys', () => {
  it('keep limits in exact money, and leave absent ones alone', async () => {
    const user = await api.create('/users', { name: 'Ada', limits: { usdDay: '0.1', usdMonth: 20, rpm: 60 } })
    expect(user.limits).toMatchObject({
      usdDay: 0.1,
      usdMonth: 20,
      rpm: 60,
      usdTotal: null,
      dayMode: 'fixed',
    })
    expect((await api.harness.stores.users.get(user.id))?.limits.usdDayNanoUsd).toBe(100_000_000n)

    const changed = await api.call('PATCH', `/users/${user.id}`, { limits: { rpm: null, usd5h: 1.25 } })
    expect(changed.body.limits).toMatchObject({ usdDay: 0.1, rpm: null, usd5h: 1.25 })
  })

  it('refuse a limit that does not exist or is not money', async () => {
    const refused = await api.call('POST', '/users', { name: 'Eve', limits: { usdDaily: 5, usdDay: -1 } })
    expect(refused.status).toBe(400)
    expect(refused.body.message).toMatch(/limits\.usdDay: must be an amount/)
    expect(refused.body.message).toMatch(/limits: .*usdDaily/)
  })

  it('show a key once', async () => {
    const user = await api.create('/users', { name: 'Grace' })
    const expiresAt = '2030-01-31T12:00:00+02:00'
    const made = await api.create('/keys', { userId: user.id, name: 'laptop', expiresAt })
    const key = String(made.key)
    expect(key).toMatch(/^sk-cch-[A-Za-z0-9]{12}-[A-Za-z0-9]+$/)
    expect(made).toMatchObject({ userId: user.id, scope: 'proxy', last4: key.slice(-4), lastUsedAt: null })
    expect(made.expiresAt).toBe('2030-01-31T10:00:00.000Z')
    expect(made).not.toHaveProperty('digest')

    const record = await api.harness.stores.apiKeys.findByDigest(api.harness.secrets.digestKey(key))
    expect(record?.id).toBe(made.id)
    const later = await Promise.all([
      api.call('GET', `/keys/${made.id}`),
      api.call('GET', `/keys?userId=${user.id}`),
      api.call('PATCH', `/keys/${made.id}`, { enabled: false }),
      api.call('GET', '/overview'),
    ])
    for (const { status, body } of later) {
      expect(status).toBe(200)
      expect(JSON.stringify(body)).not.toContain(key)
      expect(JSON.stringify(body)).not.toContain(key.slice(-40))
    }
    expect(await api.call('DELETE', `/keys/${made.id}`)).toMatchObject({ status: 200 })
    expect(await api.harness.stores.apiKeys.findByDigest(api.harness.secrets.digestKey(key))).toBeNull()
  })

  it("hold a key's limits below the user's", async () => {
    const user = await api.create('/users', { name: 'Linus', limits: { usdDay: 5 } })
    const above = { userId: user.id, name: 'k', limits: { usdDay: 5.01 } }
    const refused = await api.call('POST', '/keys', above)
    expect(refused).toMatchObject({ status: 400 })
    expect(refused.body.message).toBe("limits.usdDay: 5.01 USD is more than the user's own limit of 5 USD")

    const made = await api.create('/keys', { ...above, limits: { usdDay: 5, rpm: 3 } })
    expect(await api.call('PATCH', `/keys/${made.id}`, { limits: { usdDay: 6 } })).toMatchObject({
      status: 400,
    })
    const changed = await api.call('PATCH', `/keys/${made.id}`, { limits: { usdDay: 4 } })
    expect(changed.body.limits).toMatchObject({ usdDay: 4, rpm: 3 })
  })

  it('refuse a key for nobody', async () => {
    const refused = await api.call('POST', '/keys', { userId: 'no-such-user', name: 'k' })
    expect(refused).toMatchObject({
      status: 404,
      body: { message: 'There is no user with id "no-such-user".' },
    })
  })
})
