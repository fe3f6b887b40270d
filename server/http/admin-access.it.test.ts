import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startAdminApi } from '#server/testing/admin-api-server'
import type { AdminApiServer } from '#server/testing/admin-api-server'

let api: AdminApiServer
let cookie: string
beforeAll(async () => {
  api = await startAdminApi()
  const signedIn = await api.harness.services.access.signIn(api.harness.adminToken, '::1')
  if (!signedIn.ok) throw new Error('The admin could not sign in')
  cookie = `cch_session=${signedIn.session}`
})
afterAll(() => api.close())

const json = { 'content-type': 'application/json' }
const createUser = (name: string, headers: Record<string, string>) => [
  api.send('/api/actions/users', {
    method: 'POST',
    headers: { ...json, ...headers },
    body: JSON.stringify({ name: `${name} by REST` }),
  }),
  api.send('/api/trpc/users.create', {
    method: 'POST',
    headers: { ...json, ...headers },
    body: JSON.stringify({ name: `${name} by tRPC` }),
  }),
]

describe('the session of the console', () => {
  it('reads', async () => {
    expect(await api.send('/api/actions/auth/check', { headers: { cookie } })).toMatchObject({
      status: 200,
      body: { role: 'admin' },
    })
  })

  it.each([
    ['another site', { origin: 'https://evil.example' }],
    ['another site, as the browser says', { 'sec-fetch-site': 'cross-site' }],
    ['another host of the same site', { 'sec-fetch-site': 'same-site' }],
    ['nowhere', {}],
    ['a frame without an origin', { origin: 'null' }],
  ])('changes nothing from %s', async (name, headers) => {
    for (const { status, body } of await Promise.all(createUser(name, { cookie, ...headers }))) {
      expect(status).toBe(403)
      expect(JSON.stringify(body)).toContain('not from a page of the hub')
    }
    expect(JSON.stringify((await api.call('GET', '/users')).body)).not.toContain(name)
  })

  it('changes something from a page of the hub', async () => {
    const own = [{ origin: api.origin }, { 'sec-fetch-site': 'same-origin' }]
    const answers = await Promise.all(
      own.flatMap((headers, i) => createUser(`own ${String(i)}`, { cookie, ...headers })),
    )
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  })

  it('is not asked about when there is a token, which no browser sends by itself', async () => {
    const authorization = `Bearer ${api.harness.adminToken}`
    const origin = 'https://automation.example'
    for (const answer of await Promise.all(createUser('token', { authorization, cookie, origin })))
      expect(answer.status).toBe(200)
  })

  it('stands for nobody when it was made up', async () => {
    const answer = await api.send('/api/actions/auth/check', { headers: { cookie: 'cch_session=made-up' } })
    expect(answer.status).toBe(401)
  })
})

describe('bodies', () => {
  const text = JSON.stringify({ ...{ padding: 'x'.repeat(2_000_000) } })
  const preview = (path: string, credential: string, body: object) =>
    api.send(path, {
      method: 'POST',
      headers: { ...json, authorization: `Bearer ${credential}` },
      body: JSON.stringify(body),
    })

  it('may be as large as a table of prices where one is expected', async () => {
    for (const path of ['/api/actions/prices/sync/preview', '/api/trpc/prices.previewSync']) {
      const answer = await preview(path, api.harness.adminToken, { source: 'text', text })
      expect(answer.status, JSON.stringify(answer.body)).not.toBe(413)
    }
    const tooLarge = { source: 'text', text: 'x'.repeat(9_000_000) }
    expect((await preview('/api/actions/prices/sync/preview', api.harness.adminToken, tooLarge)).status).toBe(
      413,
    )
  })

  it('may not elsewhere, and not of somebody else', async () => {
    const { adminToken } = api.harness
    expect((await preview('/api/actions/users', adminToken, { name: text })).status).toBe(413)
    expect((await preview('/api/trpc/prices.previewSync,users.create', adminToken, { text })).status).toBe(
      413,
    )
    const user = await api.create('/users', { name: 'Small' })
    const { key } = await api.create('/keys', { userId: user.id, name: 'k' })
    const refused = await preview('/api/actions/prices/sync/preview', String(key), { source: 'text', text })
    expect(refused.status).toBe(413)
  })
})

describe('too many calls', () => {
  it('are refused for each credential apart, in the format of the caller, until the minute is over', async () => {
    const user = await api.create('/users', { name: 'Busy' })
    const { key } = await api.create('/keys', { userId: user.id, name: 'k' })
    expect((await api.call('PATCH', '/settings', { adminRequestsPerMinute: 3 })).status).toBe(200)
    const headers = { authorization: `Bearer ${String(key)}` }
    const check = () => api.send('/api/actions/auth/check', { headers })
    for (let i = 0; i < 2; i++) expect(await check()).toMatchObject({ status: 200 })
    // Each call of a batch counts: the fourth is one too many.
    const batch = await api.send('/api/trpc/auth.check,auth.check?batch=1', { headers })
    expect(batch.status).toBe(429)
    expect(batch.body).toHaveLength(2)
    expect(batch.body).toMatchObject([
      { error: { data: { code: 'TOO_MANY_REQUESTS', httpStatus: 429 } } },
      {},
    ])
    const refused = await check()
    expect(refused).toMatchObject({ status: 429, body: { code: 'TOO_MANY_REQUESTS' } })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60)

    const other = await api.harness.services.users.get(user.id)
    expect(other.name).toBe('Busy')
    const wrong = await api.send('/api/actions/auth/check', { headers: { authorization: 'Bearer wrong' } })
    expect(wrong.status).toBe(401)
  })
})
