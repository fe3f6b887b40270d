import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startAdminApi } from '#server/testing/admin-api-server'
import type { AdminApiServer } from '#server/testing/admin-api-server'

const CANARY = 'sk-canary-0123456789abcdef'
const ANTHROPIC = { name: 'Anthropic', type: 'claude', baseUrl: 'https://api.anthropic.com', apiKey: CANARY }

let api: AdminApiServer
beforeAll(async () => {
  api = await startAdminApi()
})
afterAll(() => api.close())

describe('providers', () => {
  it('are added with little, shown with all but the secret, changed, disabled and removed', async () => {
    const before = api.harness.configChanges()
    const made = await api.create('/providers', {
      ...ANTHROPIC,
      modelRedirects: { a: 'b' },
      costMultiplier: 1.5,
    })
    expect(made).toMatchObject({
      name: 'Anthropic',
      enabled: true,
      weight: 1,
      priority: 0,
      costMultiplier: '1.5',
      credentialHint: 'cdef',
      modelRedirects: [{ match: 'exact', from: 'a', to: 'b' }],
      timeouts: { firstByteMs: 30_000, idleMs: 60_000, totalMs: 120_000 },
    })
    expect(made).not.toHaveProperty('apiKey')
    expect(await api.call('GET', `/providers/${made.id}`)).toMatchObject({ status: 200, body: made })

    const changed = await api.call('PATCH', `/providers/${made.id}`, {
      enabled: false,
      timeouts: { idleMs: 5 },
      modelRedirects: [{ match: 'prefix', from: 'claude-', to: 'c' }],
    })
    expect(changed.body).toMatchObject({
      name: 'Anthropic',
      enabled: false,
      timeouts: { firstByteMs: 30_000, idleMs: 5, totalMs: 120_000 },
      modelRedirects: [{ match: 'prefix', from: 'claude-', to: 'c' }],
    })
    const [runtime] = (await api.harness.stores.providers.loadRuntime()).filter(({ id }) => id === made.id)
    expect(runtime?.credential).toBe(CANARY)

    expect(await api.call('DELETE', `/providers/${made.id}`)).toMatchObject({
      status: 200,
      body: { id: made.id },
    })
    expect(await api.call('GET', `/providers/${made.id}`)).toMatchObject({
      status: 404,
      body: { code: 'NOT_FOUND' },
    })
    expect(await api.call('DELETE', `/providers/${made.id}`)).toMatchObject({ status: 404 })
    expect(api.harness.configChanges() - before).toBe(3)
  })

  it('do not share a name', async () => {
    await api.create('/providers', { ...ANTHROPIC, name: 'Twin' })
    expect(await api.call('POST', '/providers', { ...ANTHROPIC, name: 'twin' })).toMatchObject({
      status: 409,
      body: { code: 'CONFLICT', message: 'name: another one has the same name' },
    })
  })

  it('are changed by exact values only', async () => {
    const { id } = await api.create('/providers', { ...ANTHROPIC, name: 'Exact' })
    expect((await api.call('PATCH', `/providers/${id}`, { enabled: 'false' })).body.message).toMatch(
      /enabled: must be true or false/,
    )
    expect((await api.call('PATCH', `/providers/${id}`, { weight: '' })).body.message).toMatch(
      /weight: .*number/,
    )
    expect((await api.call('GET', `/providers/${id}`)).body).toMatchObject({ enabled: true, weight: 1 })
  })

  it('can be tested, with an empty request', async () => {
    const { id } = await api.create('/providers', {
      ...ANTHROPIC,
      name: 'Nowhere',
      baseUrl: 'http://127.0.0.1:1/v1',
    })
    expect(await api.call('POST', `/providers/${id}/test`)).toMatchObject({
      status: 200,
      body: { ok: false, status: null, models: [] },
    })
  })
})

describe('a provider that cannot be used', () => {
  it.each<[string, object, RegExp]>([
    ['nothing', { name: undefined }, /name: is required/],
    ['a blank name', { name: '  ' }, /name: must not be empty/],
    ['an unknown type', { type: 'grok' }, /type: must be one of claude, claude-auth/],
    ['a URL with a query', { baseUrl: 'https://x.example/?key=1' }, /baseUrl: must not contain a query/],
    ['a metadata address', { baseUrl: 'http://0xa9fea9fe/' }, /baseUrl: must not point to a link-local/],
    ['a weight of text', { weight: 'heavy' }, /weight: .*number/],
    ['a weight of null, which is not zero', { weight: null }, /weight: .*number/],
    ['a weight beyond the range', { weight: 101 }, /weight: .*100/],
    ['"false", which is not true', { enabled: 'false' }, /enabled: must be true or false/],
    ['a key of two lines', { apiKey: `${CANARY}\nx-evil: 1` }, /apiKey: must be one line/],
    [
      'a redirect without a target',
      { modelRedirects: [{ from: 'a' }] },
      /modelRedirects\.0\.to: is required/,
    ],
    ['a negative multiplier', { costMultiplier: -1 }, /costMultiplier: must be a number from 0/],
    ['a misspelt timeout', { timeouts: { idleMS: 5 } }, /timeouts: .*idleMS/],
  ])('are refused with words that help: %s', async (_case, patch, message) => {
    const { status, body } = await api.call('POST', '/providers', { ...ANTHROPIC, name: 'Refused', ...patch })
    expect(status).toBe(400)
    expect(body).toMatchObject({ code: 'BAD_REQUEST' })
    expect(body.message).toMatch(message)
    const [name = ''] = String(body.message).split(':')
    expect(body).toMatchObject({ data: { issues: [{ path: name }] } })
  })
})

it('never answered with a provider credential or the admin token', () => {
  expect(
    api.answers.filter((text) => text.includes(CANARY) || text.includes(api.harness.adminToken)),
  ).toEqual([])
  expect(api.failures).toEqual([])
})
