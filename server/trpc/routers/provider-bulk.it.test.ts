import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startAdminApi } from '#server/testing/admin-api-server'
import type { AdminApiServer } from '#server/testing/admin-api-server'

let api: AdminApiServer
let ids: string[] = []
beforeAll(async () => {
  api = await startAdminApi()
  const made = ['a', 'b', 'c'].map((name) =>
    api.create('/providers', {
      ...{ name, type: 'claude', baseUrl: 'http://127.0.0.1:9', apiKey: 'k' },
      groupTags: [name],
    }),
  )
  ids = (await Promise.all(made)).map(({ id }) => id)
})
afterAll(() => api.close())

const read = async (id: string | undefined) => (await api.call('GET', `/providers/${id ?? ''}`)).body
const all = () => ids.map((id) => ({ id }))

describe('several providers', () => {
  it('are previewed without a change, and changed as the preview said', async () => {
    const patch = { priority: 7, addGroupTags: ['premium'], removeGroupTags: ['a'] }
    const before = await Promise.all(ids.map(read))
    const preview = await api.call('POST', '/providers/bulk/preview', { providers: all(), patch })
    expect(preview.body.items).toMatchObject([
      { name: 'a', version: 1, changes: { priority: { from: 0, to: 7 }, groupTags: { to: ['premium'] } } },
      { name: 'b', version: 1, changes: { groupTags: { from: ['b'], to: ['b', 'premium'] } } },
      { name: 'c' },
    ])
    expect(await Promise.all(ids.map(read))).toEqual(before)

    const providers = ids.map((id) => ({ id, version: 1 }))
    const applied = await api.call('POST', '/providers/bulk', { providers, patch })
    expect(applied.body).toEqual(preview.body)
    expect(await read(ids[0])).toMatchObject({ priority: 7, groupTags: ['premium'], version: 2 })
    expect(api.harness.config.current.providers.map(({ priority }) => priority)).toEqual([7, 7, 7])
    const { items } = (await api.call('GET', '/audit?action=providerBulk.change')).body
    expect(items).toHaveLength(3)
  })

  it('are left alone where they are so already', async () => {
    const { body } = await api.call('POST', '/providers/bulk', { providers: all(), patch: { priority: 7 } })
    expect(body.items).toEqual([])
    expect(await read(ids[1])).toMatchObject({ version: 2 })
  })

  it('change all or none', async () => {
    const before = await Promise.all(ids.map(read))
    const patch = { weight: 50 }
    const stale = [
      { id: ids[0], version: 2 },
      { id: ids[1], version: 1 },
    ]
    expect((await api.call('POST', '/providers/bulk', { providers: stale, patch })).status).toBe(409)
    const unknown = [...all(), { id: 'nobody' }]
    expect((await api.call('POST', '/providers/bulk', { providers: unknown, patch })).status).toBe(404)
    expect(await Promise.all(ids.map(read))).toEqual(before)
  })

  it.each([
    [{ providers: [], patch: { weight: 1 } }, 'at least one provider'],
    [{ providers: [{ id: 'a' }, { id: 'a' }], patch: { weight: 1 } }, 'each provider once'],
    [{ providers: [{ id: 'a' }], patch: {} }, 'must change something'],
    [{ providers: [{ id: 'a' }], patch: { weight: 101 } }, 'weight'],
    [{ providers: [{ id: 'a' }], patch: { name: 'same' } }, 'name'],
  ])('are not changed by %j', async (input, message) => {
    const { status, body } = await api.call('POST', '/providers/bulk', input)
    expect(status).toBe(400)
    expect(JSON.stringify(body)).toContain(message)
  })
})
