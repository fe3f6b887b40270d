import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startAdminApi } from '#server/testing/admin-api-server'
import type { AdminApiServer } from '#server/testing/admin-api-server'
import { listProcedures } from '../openapi'

const PROVIDER = {
  name: 'Relay',
  type: 'claude',
  baseUrl: 'http://127.0.0.1:9',
  apiKey: 'canary-provider-credential',
}
const RULE = {
  name: 'Mine',
  conditions: { statuses: ['418'] },
  retry: true,
  switchProvider: true,
  breaker: false,
}

let api: AdminApiServer
beforeAll(async () => {
  api = await startAdminApi()
})
afterAll(() => api.close())

interface Entry {
  action: string
  actor: string
  targetType: string
  targetId: string | null
  changes: Record<string, unknown>
  ip: string | null
}
const entries = async (query = ''): Promise<Entry[]> =>
  // The schema of the answer is held by the procedure.
  (await api.call('GET', `/audit?limit=100${query}`)).body['items'] as Entry[]

/** What a call wrote down. */
async function written(call: () => Promise<unknown>): Promise<Entry[]> {
  const before = await entries()
  await call()
  return (await entries()).slice(0, -before.length || undefined)
}

describe('the audit log', () => {
  it('names who did what to what, by the procedure', async () => {
    const provider = await api.create('/providers', PROVIDER)
    const user = await api.create('/users', { name: 'Ada' })
    const key = await api.create('/keys', { userId: user.id, name: 'laptop' })
    await api.call('PATCH', `/keys/${key.id}`, { name: 'desktop' })
    await api.call('POST', `/keys/${key.id}/rotate`, {})
    await api.call('POST', `/users/${user.id}/quota/reset`)
    await api.create('/error-rules', RULE)
    await api.create('/sensitive-words', { pattern: 'swordfish', match: 'contains' })
    await api.create('/client-versions', { clientName: 'codex', minVersion: '1.0.0', action: 'warn' })
    await api.call('PATCH', '/settings', { maxAttempts: 4 })
    await api.call('DELETE', `/users/${user.id}`)
    const actions = (await entries()).map(({ action }) => action).reverse()
    expect(actions).toEqual([
      'providers.create',
      'users.create',
      'keys.create',
      'keys.update',
      // The new key, and the old one that it replaces.
      'keys.rotate',
      'keys.rotate',
      'quota.resetUser',
      'errorRules.create',
      'sensitiveWords.create',
      'clientVersions.create',
      'settings.update',
      'users.remove',
    ])
    const [made] = await entries(`&targetId=${provider.id}`)
    expect(made).toMatchObject({ actor: 'admin-token', targetType: 'provider', ip: '127.0.0.1' })
    expect(made?.changes).toMatchObject({ name: { to: 'Relay' }, credential: { to: '(hidden)' } })
    const renamed = (await entries('&action=keys.update'))[0]
    expect(renamed?.changes).toEqual({ name: { from: 'laptop', to: 'desktop' } })
    expect((await entries('&action=users.')).map(({ action }) => action)).toEqual([
      'users.remove',
      'users.create',
    ])
    expect(JSON.stringify(await entries())).not.toContain('canary')
    expect(JSON.stringify(await entries())).not.toContain(String(key['key']))
    expect((await api.call('GET', '/audit/verify')).body).toMatchObject({ fault: null })
  })

  it('names the key with which a user changed something', async () => {
    const user = await api.create('/users', { name: 'Bob' })
    const key = await api.create('/keys', { userId: user.id, name: 'one' })
    const init = {
      method: 'POST',
      headers: { authorization: `Bearer ${String(key['key'])}`, 'content-type': 'application/json' },
      body: JSON.stringify({ userId: user.id, name: 'two' }),
    }
    const [made] = await written(() => api.send('/api/actions/keys', init))
    expect(made).toMatchObject({ actor: `key:${key.id}`, action: 'keys.create', targetType: 'key' })
  })

  it('says nothing of what only asks, and of what was refused', async () => {
    expect(
      await written(async () => {
        await api.call('POST', '/error-rules/test', { status: 529 })
        await api.call('POST', '/routing/simulate', { path: '/v1/messages', model: 'm' })
        await api.call('POST', '/users', { name: '' })
        await api.call('PATCH', '/users/nobody', { name: 'x' })
      }),
    ).toEqual([])
  })

  it('has what no store writes before it is done', async () => {
    const provider = await api.create('/providers', { ...PROVIDER, name: 'Second' })
    const [asked] = await written(() => api.call('POST', `/providers/${provider.id}/health/reset`))
    expect(asked).toMatchObject({ action: 'providerHealth.reset', targetId: provider.id })
  })

  it('tells whoever changes an old version, and what to do', async () => {
    const user = await api.create('/users', { name: 'Carol' })
    const patch = { version: user['version'], note: 'x' }
    expect(await api.call('PATCH', `/users/${user.id}`, patch)).toMatchObject({
      status: 200,
      body: { version: 2 },
    })
    const { status, body } = await api.call('PATCH', `/users/${user.id}`, patch)
    expect(status).toBe(409)
    expect(body['message']).toMatch(/version 2 is in force.*Read it again/)
  })

  it('covers every mutation: those that say nothing of it write through a store', () => {
    const marked = listProcedures().filter(({ meta }) => meta.changes !== undefined)
    for (const { path, meta } of marked) expect(meta.openapi?.method, path).not.toBe('GET')
    expect(marked.filter(({ meta }) => meta.changes === 'nothing').map(({ path }) => path)).toEqual(
      expect.arrayContaining(['routing.simulate', 'errorRules.test', 'translate.message', 'providers.test']),
    )
  })
})

describe('the history of settings', () => {
  const values = async () => (await api.call('GET', '/settings')).body['values']
  const history = async () =>
    (await api.call('GET', '/settings/history?limit=100')).body['items'] as { id: string; changeId: string }[]

  it('holds what each was, by whom, and goes back', async () => {
    await api.call('PATCH', '/settings', { maxAttempts: null })
    const start = await values()
    await api.call('PATCH', '/settings', { maxAttempts: 2, quarantineMs: 5_000 })
    const wanted = await values()
    const [last, first] = await history()
    expect(last?.changeId).toBe(first?.changeId)
    expect(last).toMatchObject({ actor: 'admin-token' })
    await api.call('PATCH', '/settings', { maxAttempts: 7, sessionTtlMs: 60_000 })

    const compare = (id = '') => api.call('GET', `/settings/history/${id}/compare`)
    const { body } = await compare(last?.id)
    // Both were set together, so that neither was ever in force without the other.
    expect((await compare(first?.id)).body).toEqual(body)
    expect(body['items']).toEqual([
      { name: 'maxAttempts', now: 7, then: 2, kept: null },
      { name: 'sessionTtlMs', now: 60_000, then: 300_000, kept: null },
    ])
    const back = await api.call('POST', `/settings/history/${last?.id ?? ''}/roll-back`)
    expect(back.status).toBe(200)
    expect(await values()).toEqual(wanted)
    expect(await values()).not.toEqual(start)
    const [newest] = await entries('&action=settings.rollBack')
    expect(newest?.changes).toMatchObject({ maxAttempts: { from: 7, to: 2 }, sessionTtlMs: { to: null } })
    expect((await history()).length).toBeGreaterThanOrEqual(6)
  })

  it('does not know of other revisions', async () => {
    expect((await api.call('POST', '/settings/history/nothing/roll-back')).status).toBe(404)
  })
})
