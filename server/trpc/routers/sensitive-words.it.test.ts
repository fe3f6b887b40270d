import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startAdminApi } from '#server/testing/admin-api-server'
import type { AdminApiServer } from '#server/testing/admin-api-server'

let api: AdminApiServer
beforeAll(async () => {
  api = await startAdminApi()
})
afterAll(() => api.close())

const inForce = (text: string) => api.harness.config.current.sensitiveWords.find([text]) !== null

describe('sensitive words', () => {
  it('are added with little, read, changed, searched, put in force and removed', async () => {
    const made = await api.create('/sensitive-words', { pattern: ' Project-X ' })
    expect(made).toMatchObject({
      ...{ pattern: 'Project-X', match: 'contains', caseSensitive: false, enabled: true, note: '' },
    })
    expect(inForce('about project-x')).toBe(true)
    expect((await api.call('GET', `/sensitive-words/${made.id}`)).body).toEqual(made)
    expect((await api.call('GET', '/sensitive-words?search=ject-x')).body.items).toEqual([made])
    expect((await api.call('GET', '/sensitive-words?search=other')).body.items).toEqual([])
    const changed = await api.call('PATCH', `/sensitive-words/${made.id}`, { enabled: false })
    expect(changed.body).toMatchObject({ pattern: 'Project-X', enabled: false })
    expect(inForce('about project-x')).toBe(false)
    expect((await api.call('DELETE', `/sensitive-words/${made.id}`)).body).toEqual({ id: made.id })
    for (const method of ['GET', 'DELETE'])
      expect(await api.call(method, `/sensitive-words/${made.id}`)).toMatchObject({ status: 404 })
  })

  it.each<[string, object, number, RegExp]>([
    ['nothing', {}, 400, /^pattern: /],
    ['blanks', { pattern: ' ' }, 400, /^pattern: must not be empty/],
    ['a pattern that is none', { pattern: '(', match: 'regex' }, 400, /^pattern: is not a valid RE2/],
    ['another way to match', { pattern: 'x', match: 'like' }, 400, /^match: /],
    ['the same word again', { pattern: 'TWICE' }, 409, /^pattern: is in the list already/],
  ])('are refused with words that help: %s', async (_case, input, expected, message) => {
    await api.call('POST', '/sensitive-words', { pattern: 'twice' })
    const { status, body } = await api.call('POST', '/sensitive-words', input)
    expect(status).toBe(expected)
    expect(body.message).toMatch(message)
  })

  it('are imported from a list, which can be looked at before', async () => {
    const text = 'alpha\n\n  beta \r\nALPHA\ntwice\n' + 'x'.repeat(300)
    const lines = [
      { line: 1, pattern: 'alpha', status: 'new' },
      { line: 3, pattern: 'beta', status: 'new' },
      { line: 4, pattern: 'ALPHA', status: 'duplicate' },
      { line: 5, pattern: 'twice', status: 'duplicate' },
      { line: 6, status: 'bad' },
    ]
    const preview = await api.call('POST', '/sensitive-words/import/preview', { text })
    expect(preview.body).toMatchObject({ added: 2, lines })
    expect(inForce('beta')).toBe(false)
    expect((await api.call('POST', '/sensitive-words/import', { text })).body).toMatchObject({ added: 2 })
    expect(inForce('beta')).toBe(true)
    expect((await api.call('POST', '/sensitive-words/import', { text })).body).toMatchObject({ added: 0 })
  })

  it('can be tried on a text', async () => {
    await api.create('/sensitive-words', { pattern: 'tried' })
    const hits = async (text: string) => (await api.call('POST', '/sensitive-words/test', { text })).body.hits
    expect(await hits('TRIED')).toMatchObject([{ word: { pattern: 'tried' }, evasion: false }])
    expect(await hits('ｔｒｉｅｄ')).toMatchObject([{ word: { pattern: 'tried' }, evasion: true }])
    expect(await hits('nothing')).toEqual([])
  })
})

describe('client versions', () => {
  it('have rules that are added, changed, put in force and removed', async () => {
    const rule = { clientName: 'claude-code', minVersion: '2.0.0', action: 'warn' }
    const made = await api.create('/client-versions', rule)
    expect(made).toMatchObject({ ...rule, enabled: true })
    expect(api.harness.config.current.clientVersions.get('claude-code')).toEqual(made)
    expect(await api.call('POST', '/client-versions', rule)).toMatchObject({ status: 409 })
    const changed = await api.call('PATCH', `/client-versions/${made.id}`, { enabled: false })
    expect(changed.body).toEqual({ ...made, enabled: false, version: 2 })
    expect(api.harness.config.current.clientVersions.size).toBe(0)
    expect((await api.call('GET', '/client-versions')).body).toEqual({
      items: [changed.body],
      nextCursor: null,
    })
    expect((await api.call('DELETE', `/client-versions/${made.id}`)).body).toEqual({ id: made.id })
    expect(await api.call('GET', `/client-versions/${made.id}`)).toMatchObject({ status: 404 })
  })

  it.each<[object, RegExp]>([
    [{ clientName: 'a b', minVersion: '1', action: 'warn' }, /^clientName: must be a name/],
    [{ clientName: 'codex', minVersion: 'new', action: 'warn' }, /^minVersion: must be a version/],
    [{ clientName: 'codex', minVersion: '1', action: 'shout' }, /^action: /],
  ])('%j is refused', async (input, message) => {
    const { status, body } = await api.call('POST', '/client-versions', input)
    expect(status).toBe(400)
    expect(body.message).toMatch(message)
  })

  it('that were seen are listed', async () => {
    expect((await api.call('GET', '/client-versions/seen')).body).toEqual({ items: [], nextCursor: null })
  })
})

it('told the log of no failure', () => {
  expect(api.failures).toEqual([])
})
