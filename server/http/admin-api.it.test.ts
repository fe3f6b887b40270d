import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startAdminApi } from '#server/testing/admin-api-server'
import type { AdminApiServer } from '#server/testing/admin-api-server'
import { listProcedures } from '#server/trpc/openapi'

const CANARY = 'sk-canary-0123456789abcdef'

let api: AdminApiServer
beforeAll(async () => {
  api = await startAdminApi()
})
afterAll(() => api.close())

describe('who may call', () => {
  it.each(listProcedures())('$path is refused without a token', async ({ meta }) => {
    const method = meta.openapi?.method ?? ''
    const path = `/api/actions${(meta.openapi?.path ?? '').replace('{id}', 'some-id')}`
    const body = method === 'POST' || method === 'PATCH' ? { body: JSON.stringify(meta.example ?? {}) } : {}
    const headers = { 'content-type': 'application/json' }
    const none = await api.send(path, { method, headers, ...body })
    expect(none).toMatchObject({ status: 401, body: { code: 'UNAUTHORIZED' } })
    expect(none.headers.get('www-authenticate')).toMatch(/^Bearer/)
  })

  it('says who the token belongs to', async () => {
    expect(await api.call('GET', '/auth/check')).toMatchObject({ status: 200, body: { role: 'admin' } })
  })
})

describe('answers that are not procedures', () => {
  it('describes itself without a token', async () => {
    const { status, body } = await api.send('/api/actions/openapi.json', {})
    expect(status).toBe(200)
    expect(body).toMatchObject({ openapi: '3.1.0', servers: [{ url: `${api.origin}/api/actions` }] })
  })

  it.each(['/api', '/api/nothing', '/api/actions/nothing', '/api/trpc/nothing'])(
    '%s is not found',
    async (path) => {
      const answer = await api.send(path, { headers: { authorization: `Bearer ${api.harness.adminToken}` } })
      expect(answer.status).toBe(404)
      expect(JSON.stringify(answer.body)).not.toMatch(/stack|node_modules/)
    },
  )

  it.each([
    ['broken JSON', `{"apiKey":"${CANARY}",,}`, 'application/json', 400],
    ['too much', JSON.stringify({ note: 'x'.repeat(1_100_000) }), 'application/json', 413],
    ['another content type', 'a=b', 'text/plain', 415],
    ['an array', '[1]', 'application/json', 400],
  ])('refuses %s', async (_case, body, type, status) => {
    const headers = { authorization: `Bearer ${api.harness.adminToken}`, 'content-type': type }
    const answer = await api.send('/api/actions/users', { method: 'POST', headers, body })
    expect(answer.status).toBe(status)
    expect(answer.body.message).toMatch(/\S/)
    expect(JSON.stringify(answer.body)).not.toMatch(/stack|node_modules/)
  })

  it('speaks tRPC too', async () => {
    const headers = { authorization: `Bearer ${api.harness.adminToken}` }
    expect(await api.send('/api/trpc/auth.check', { headers })).toMatchObject({
      status: 200,
      body: { result: { data: { role: 'admin' } } },
    })
    expect(await api.send('/api/trpc/auth.check', {})).toMatchObject({ status: 401 })
    const refused = await api.send('/api/trpc/users.create', {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ name: '' }),
    })
    expect(refused).toMatchObject({
      status: 400,
      body: { error: { message: 'name: must not be empty', data: { issues: [{ path: 'name' }] } } },
    })
    expect(JSON.stringify(refused.body)).not.toContain('stack')
  })
})

describe('what goes wrong', () => {
  it('says nothing of a failure of its own, but to the log', async () => {
    await api.harness.database.client.$executeRawUnsafe('ALTER TABLE "User" RENAME TO "Elsewhere"')
    const { status, body } = await api.call('GET', '/users')
    await api.harness.database.client.$executeRawUnsafe('ALTER TABLE "Elsewhere" RENAME TO "User"')
    expect([500, 503]).toContain(status)
    expect(JSON.stringify(body)).not.toMatch(/Elsewhere|table|prisma|stack/i)
    expect(api.failures).toHaveLength(1)
  })

  it('throttles an address after ten wrong tokens', async () => {
    const guess = () => api.send('/api/actions/auth/check', { headers: { authorization: 'Bearer wrong' } })
    for (let i = 0; i < 10; i++) expect(await guess()).toMatchObject({ status: 401 })
    const refused = await guess()
    expect(refused).toMatchObject({ status: 429, body: { code: 'TOO_MANY_REQUESTS' } })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(800)
    expect(await api.call('GET', '/auth/check')).toMatchObject({ status: 429 })
  })
})
