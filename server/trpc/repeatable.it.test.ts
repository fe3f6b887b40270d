import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startAdminApi } from '#server/testing/admin-api-server'
import type { AdminApiServer, Answer } from '#server/testing/admin-api-server'

let api: AdminApiServer
let userId: string
beforeAll(async () => {
  api = await startAdminApi()
  userId = (await api.create('/users', { name: 'Ada' })).id
})
afterAll(() => api.close())

const post = (
  path: string,
  key: string,
  body: object,
  credential = api.harness.adminToken,
): Promise<Answer> =>
  api.send(path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${credential}`,
      'content-type': 'application/json',
      'Idempotency-Key': key,
    },
    body: JSON.stringify(body),
  })
const makeKey = (key: string, body: object, credential?: string) =>
  post('/api/actions/keys', key, { userId, ...body }, credential)
const names = async () => {
  const { items } = (await api.call('GET', `/keys?userId=${userId}`)).body
  return (items as { name: string }[]).map(({ name }) => name)
}

describe('a POST with an Idempotency-Key', () => {
  it('is done once and answered twice, with the new key too', async () => {
    const first = await makeKey('one', { name: 'laptop', expiresAt: '2040-01-01' })
    // The order of the members does not matter.
    const again = await post('/api/actions/keys', 'one', { expiresAt: '2040-01-01', name: 'laptop', userId })
    expect(first).toMatchObject({ status: 200, body: { key: expect.stringMatching(/^sk-cch-/) as string } })
    expect(again.body).toEqual(first.body)
    expect((await names()).filter((name) => name === 'laptop')).toHaveLength(1)
  })

  it('keeps the answer sealed', async () => {
    const { body } = await makeKey('sealed', { name: 'sealed' })
    const rows = await api.harness.database.client.idempotentAnswer.findMany()
    expect(JSON.stringify(rows)).not.toContain(String(body.key))
    expect(JSON.stringify(rows)).not.toContain('sealed')
  })

  it('is refused with another input', async () => {
    await makeKey('two', { name: 'first' })
    const refused = await makeKey('two', { name: 'second' })
    expect(refused).toMatchObject({ status: 422, body: { code: 'UNPROCESSABLE_CONTENT' } })
    expect(refused.body.message).toMatch(/another input/)
    expect(await names()).not.toContain('second')
  })

  it('is done once when it is sent many times at once', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => makeKey('race', { name: 'race' })))
    for (const { status, body } of answers) {
      expect([200, 409]).toContain(status)
      if (status === 409) expect(body.message).toMatch(/Idempotency-Key: .*repeat it/)
    }
    expect((await names()).filter((name) => name === 'race')).toHaveLength(1)
    expect((await makeKey('race', { name: 'race' })).status).toBe(200)
  })

  it('may be sent again when it was not done', async () => {
    expect((await makeKey('refused', { userId: 'missing', name: 'x' })).status).toBe(404)
    expect((await makeKey('refused', { name: 'x' })).status).toBe(200)
  })

  it('has keys of its own for every credential and every procedure', async () => {
    const { body: own } = await makeKey('mine', { name: 'own' })
    const other = await makeKey('mine', { name: 'other' }, String(own.key))
    expect(other).toMatchObject({ status: 200, body: { name: 'other' } })
    expect((await post('/api/actions/users', 'mine', { name: 'Bob' })).status).toBe(200)
  })

  it('is known for a day', async () => {
    const before = await makeKey('old', { name: 'old' })
    await api.harness.database.client.idempotentAnswer.updateMany({
      data: { createdAt: new Date(Date.now() - 86_400_001) },
    })
    const after = await makeKey('old', { name: 'old' })
    expect(after.body.id).not.toBe(before.body.id)
    await makeKey('older', { name: 'older' })
    expect(await api.harness.stores.retention.deleteIdempotentAnswers(Date.now() + 1)).toBe(false)
    expect(await api.harness.database.client.idempotentAnswer.count()).toBe(0)
  })

  it('is refused when the key is too long', async () => {
    const refused = await makeKey('x'.repeat(201), { name: 'long' })
    expect(refused).toMatchObject({ status: 400 })
    expect(refused.body.message).toMatch(/1 to 200 characters/)
  })

  it('works over tRPC, and does nothing for what is asked', async () => {
    const input = { userId, name: 'rpc' }
    const first = await post('/api/trpc/keys.create', 'rpc', input)
    const again = await post('/api/trpc/keys.create', 'rpc', input)
    expect(first.status).toBe(200)
    expect(again.body).toEqual(first.body)
    const headers = { authorization: `Bearer ${api.harness.adminToken}`, 'Idempotency-Key': 'rpc' }
    expect((await api.send('/api/actions/auth/check', { headers })).status).toBe(200)
  })
})
