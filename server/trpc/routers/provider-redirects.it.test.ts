import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startAdminApi } from '#server/testing/admin-api-server'
import type { AdminApiServer } from '#server/testing/admin-api-server'

const CURRENT = [
  { match: 'exact', from: 'a', to: 'x' },
  { match: 'prefix', from: 'b-', to: 'y' },
]

let api: AdminApiServer
let id: string
let made = 0
beforeAll(async () => {
  api = await startAdminApi()
})
beforeEach(async () => {
  const provider = { type: 'claude', baseUrl: 'https://api.example.com', apiKey: 'sk-0123456789' }
  const named = { ...provider, name: `P ${String(++made)}`, modelRedirects: CURRENT }
  ;({ id } = await api.create('/providers', named))
})
afterAll(() => api.close())

const call = (what: 'preview' | 'import', input: object) =>
  api.call('POST', `/providers/${id}/redirects/${what}`, input)
const rules = async () => (await api.call('GET', `/providers/${id}`)).body.modelRedirects

describe('importing redirects', () => {
  it('shows what it would do before it does it', async () => {
    const input = { format: 'csv', text: 'from,to\na,z\nc,w', mode: 'append' }
    const changes = {
      result: [{ match: 'exact', from: 'a', to: 'z' }, CURRENT[1], { match: 'exact', from: 'c', to: 'w' }],
      added: [{ match: 'exact', from: 'c', to: 'w' }],
      changed: [{ before: CURRENT[0], after: { match: 'exact', from: 'a', to: 'z' } }],
      removed: [],
      unchanged: [CURRENT[1]],
      shadowed: [],
    }
    const before = api.harness.configChanges()
    expect((await call('preview', input)).body).toEqual({ ...changes, problems: [] })
    expect(await rules()).toEqual(CURRENT)
    expect(api.harness.configChanges()).toBe(before)

    expect((await call('import', input)).body).toEqual(changes)
    expect(await rules()).toEqual(changes.result)
    expect(api.harness.configChanges()).toBe(before + 1)
  })

  it('replaces all by JSON', async () => {
    const text = '[{"match":"pattern","from":"^(.*)-latest$","to":"$1"}]'
    const { body } = await call('import', { format: 'json', text, mode: 'replace' })
    expect(body).toMatchObject({ removed: CURRENT, added: [{ match: 'pattern' }] })
    expect(await rules()).toEqual([{ match: 'pattern', from: '^(.*)-latest$', to: '$1' }])
  })

  it('names the lines that are in its way, and then changes nothing', async () => {
    const input = { format: 'csv', text: 'exact,c,w\npattern,(,x\nexact,d,e,f' }
    expect((await call('preview', input)).body).toMatchObject({
      added: [{ from: 'c' }],
      problems: [{ line: 2 }, { line: 3 }],
    })
    const refused = await call('import', input)
    expect(refused).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } })
    expect(refused.body.message).toMatch(/^text: line 2 .*; text: line 3 /)
    expect(await rules()).toEqual(CURRENT)
  })

  it('never makes more rules than a provider may have', async () => {
    const text = Array.from({ length: 499 }, (_, at) => `m-${String(at)},x`).join('\n')
    expect((await call('preview', { format: 'csv', text })).body).toMatchObject({
      problems: [{ message: expect.stringContaining('makes 501 rules') as string }],
    })
    expect(await call('import', { format: 'csv', text })).toMatchObject({ status: 400 })
    expect(await call('import', { format: 'csv', text, mode: 'replace' })).toMatchObject({ status: 200 })
  })

  it.each([
    ['no text', { format: 'csv' }, /^text: is required/],
    ['an empty text', { format: 'csv', text: '' }, /^text: must not be empty/],
    ['another format', { format: 'xml', text: '<a/>' }, /^format: /],
    ['another mode', { format: 'csv', text: 'a,b', mode: 'merge' }, /^mode: /],
  ])('refuses %s', async (_case, input, message) => {
    for (const what of ['preview', 'import'] as const) {
      const { status, body } = await call(what, input)
      expect(status).toBe(400)
      expect(body.message).toMatch(message)
    }
  })

  it('knows no provider of another id', async () => {
    id = 'no-such-provider'
    for (const what of ['preview', 'import'] as const)
      expect(await call(what, { format: 'csv', text: 'a,b' })).toMatchObject({ status: 404 })
  })
})
