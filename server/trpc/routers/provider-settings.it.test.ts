import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startAdminApi } from '#server/testing/admin-api-server'
import type { AdminApiServer } from '#server/testing/admin-api-server'

const PASSWORD = 'canary-proxy-password'
const PROXY = `socks5://user:${PASSWORD}@proxy.example:1080`
const WORKDAYS = {
  timeZone: 'Europe/Berlin',
  windows: [{ days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' }],
}

let api: AdminApiServer
let made = 0
beforeAll(async () => {
  api = await startAdminApi()
})
afterAll(() => api.close())

const provider = (fields: object = {}) => ({
  name: `P ${String(++made)}`,
  type: 'claude',
  baseUrl: 'https://api.example.com',
  apiKey: 'sk-0123456789',
  ...fields,
})
const runtime = async (id: string) =>
  (await api.harness.stores.providers.loadRuntime()).find((found) => found.id === id)

describe('what routing looks at of a provider', () => {
  it('has safe defaults', async () => {
    expect(await api.create('/providers', provider())).toMatchObject({
      circuit: { failureThreshold: 5, openMs: 60_000, successThreshold: 2 },
      maxAttempts: 1,
      schedule: null,
      proxy: null,
      proxyFallbackDirect: false,
      hedge: false,
    })
  })

  it('is set, shown without the secrets of the proxy, and changed one by one', async () => {
    const made = await api.create(
      '/providers',
      provider({
        circuit: { failureThreshold: 2 },
        maxAttempts: 3,
        schedule: WORKDAYS,
        modelRedirects: [{ match: 'pattern', from: '^gpt-(.+)$', to: 'x-$1' }],
        proxyUrl: PROXY,
        proxyFallbackDirect: true,
        hedge: true,
      }),
    )
    expect(made).toMatchObject({
      circuit: { failureThreshold: 2, openMs: 60_000, successThreshold: 2 },
      maxAttempts: 3,
      schedule: WORKDAYS,
      modelRedirects: [{ match: 'pattern', from: '^gpt-(.+)$', to: 'x-$1' }],
      proxy: { origin: 'socks5://proxy.example:1080', hasCredentials: true },
      proxyFallbackDirect: true,
      hedge: true,
    })
    expect(made).not.toHaveProperty('proxyUrl')
    expect(await runtime(made.id)).toMatchObject({ proxyUrl: PROXY, hedge: true })

    const changed = await api.call('PATCH', `/providers/${made.id}`, { circuit: { openMs: 1_000 } })
    expect(changed.body).toMatchObject({
      circuit: { failureThreshold: 2, openMs: 1_000, successThreshold: 2 },
      maxAttempts: 3,
      schedule: WORKDAYS,
      proxy: { hasCredentials: true },
      hedge: true,
    })
    const cleared = await api.call('PATCH', `/providers/${made.id}`, { proxyUrl: null, schedule: null })
    expect(cleared.body).toMatchObject({ proxy: null, schedule: null, proxyFallbackDirect: true })
    expect(await runtime(made.id)).toMatchObject({ proxyUrl: null })
  })

  it.each<[string, object, RegExp]>([
    ['no failure at all', { circuit: { failureThreshold: 0 } }, /^circuit\.failureThreshold: /],
    ['an endless circuit', { circuit: { openMs: 3_600_001 } }, /^circuit\.openMs: /],
    ['text for a number', { circuit: { successThreshold: '2' } }, /^circuit\.successThreshold: .*number/],
    ['a misspelt circuit', { circuit: { failures: 2 } }, /^circuit: .*failures/],
    ['eleven attempts', { maxAttempts: 11 }, /^maxAttempts: /],
    ['a schedule without windows', { schedule: { timeZone: null, windows: [] } }, /^schedule\.windows: /],
    [
      'an eighth day',
      { schedule: { timeZone: null, windows: [{ days: [8], from: '08:00', to: '09:00' }] } },
      /days/,
    ],
    [
      'a day as text',
      { schedule: { timeZone: null, windows: [{ days: ['1'], from: '08:00', to: '09:00' }] } },
      /^schedule\.windows\.0\.days\.0: /,
    ],
    [
      'an unknown time zone',
      { schedule: { ...WORKDAYS, timeZone: 'Mars' } },
      /^schedule\.timeZone: must be an IANA/,
    ],
    ['"true", which is text', { hedge: 'true' }, /^hedge: must be true or false/],
    ['a proxy of another kind', { proxyUrl: `ftp://u:${PASSWORD}@h` }, /^proxyUrl: must begin with http/],
    ['a proxy of two lines', { proxyUrl: `http://u:${PASSWORD}\n@h` }, /^proxyUrl: must be one line/],
    ['a metadata address', { proxyUrl: 'http://169.254.169.254' }, /^proxyUrl: must not point to/],
    [
      'a pattern that RE2 does not know',
      { modelRedirects: [{ match: 'pattern', from: '(?=x)', to: 'y' }] },
      /^modelRedirects\.0\.from: is not a valid RE2 pattern/,
    ],
    [
      'a group that the pattern lacks',
      { modelRedirects: [{ match: 'pattern', from: 'x', to: '$1' }] },
      /^modelRedirects\.0\.to: names the group \$1/,
    ],
  ])('is refused with words that help: %s', async (_case, patch, message) => {
    const { id } = await api.create('/providers', provider())
    for (const answer of [
      await api.call('POST', '/providers', provider(patch)),
      await api.call('PATCH', `/providers/${id}`, patch),
    ]) {
      expect(answer).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } })
      expect(answer.body.message).toMatch(message)
    }
  })
})

describe("a key's group of providers", () => {
  it('is set, shown, changed and lifted', async () => {
    const { id: userId } = await api.create('/users', { name: 'Grouped' })
    const plain = await api.create('/keys', { userId, name: 'plain' })
    expect(plain).toMatchObject({ providerGroup: null })
    const { id } = await api.create('/keys', { userId, name: 'k', providerGroup: 'team' })
    expect((await api.call('GET', `/keys/${id}`)).body).toMatchObject({ providerGroup: 'team' })
    const patch = (providerGroup: unknown) => api.call('PATCH', `/keys/${id}`, { providerGroup })
    expect((await patch('other')).body).toMatchObject({ providerGroup: 'other' })
    expect(await patch('')).toMatchObject({ status: 400 })
    expect((await patch(null)).body).toMatchObject({ providerGroup: null })
  })
})

it('never answered with what is in the URL of a proxy', () => {
  expect(api.answers.filter((text) => text.includes(PASSWORD))).toEqual([])
  expect(api.failures).toEqual([])
})
