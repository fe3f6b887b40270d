import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startFakeUpstream } from '#server/testing/fake-upstream'
import type { FakeUpstream } from '#server/testing/fake-upstream'
import { GATEWAY_CALLS, readError, TYPE_OF } from '#server/testing/gateway-calls'
import type { GatewayCall } from '#server/testing/gateway-calls'
import { send } from '#server/testing/http-client'
import type { ClientAnswer } from '#server/testing/http-client'
import { startHub } from '#server/testing/hub-harness'
import type { HubHarness } from '#server/testing/hub-harness'
import { DIALECTS } from '#server/domain/dialect'

let upstream: FakeUpstream
let hub: HubHarness
/** Keys in every state that a key can be in. */
const keys = {
  readOnly: '',
  revoked: '',
  keyDisabled: '',
  keyExpired: '',
  userDisabled: '',
  userExpired: '',
  userRemoved: '',
}
const WRONG = `sk-cch-${'A'.repeat(12)}-${'b'.repeat(40)}`
const PAST = '2020-01-01T00:00:00Z'

beforeAll(async () => {
  upstream = await startFakeUpstream()
  upstream.answer({ steps: ['{"data":[]}'] })
  hub = await startHub({ SETTING_AUTH_FAILURES_PER_MINUTE: '10000' })
  for (const dialect of DIALECTS) await hub.addProvider({ type: TYPE_OF[dialect], baseUrl: upstream.origin })
  await hub.addProvider({ type: 'gemini-cli', baseUrl: upstream.origin, priority: 1 })
  const revoked = await hub.addKey()
  await hub.api('DELETE', `/keys/${revoked.id}`)
  keys.revoked = revoked.key
  keys.readOnly = (await hub.addKey({ scope: 'read-only' })).key
  keys.keyDisabled = (await hub.addKey({ enabled: false })).key
  keys.keyExpired = (await hub.addKey({ expiresAt: PAST })).key
  keys.userDisabled = (await hub.addKey({ userId: await hub.addUser({ enabled: false }) })).key
  keys.userExpired = (await hub.addKey({ userId: await hub.addUser({ expiresAt: PAST }) })).key
  const removed = await hub.addUser()
  keys.userRemoved = (await hub.addKey({ userId: removed })).key
  await hub.api('DELETE', `/users/${removed}`)
})
afterAll(async () => {
  await hub.close()
  await upstream.close()
})
afterEach(() => {
  upstream.forget()
})

function callWith(call: GatewayCall, credentials: Record<string, string>, query = ''): Promise<ClientAnswer> {
  const headers = { 'content-type': 'application/json', ...call.headers, ...credentials }
  const path = `${call.path}${query && (call.path.includes('?') ? '&' : '?')}${query}`
  const body = call.body ? JSON.stringify(call.body) : undefined
  return send(`${hub.origin}${path}`, { method: call.method, headers, body })
}
const bearer = (key: string) => ({ authorization: `Bearer ${key}` })

const REFUSALS: [name: string, credentials: () => Record<string, string>, status: number][] = [
  ['no credential', () => ({}), 401],
  ['an empty credential', () => ({ authorization: 'Bearer ' }), 401],
  ['another scheme', () => ({ authorization: 'Basic eDp5' }), 401],
  ['a wrong key', () => bearer(WRONG), 401],
  ['something that is no key', () => bearer("' OR 1=1 --"), 401],
  ['a key with more behind it', () => bearer(`${hub.key}x`), 401],
  ['two different keys', () => ({ ...bearer(hub.key), 'x-api-key': WRONG }), 401],
  ['a revoked key', () => bearer(keys.revoked), 401],
  ['a key of a removed user', () => bearer(keys.userRemoved), 401],
  ['a disabled key', () => bearer(keys.keyDisabled), 403],
  ['an expired key', () => bearer(keys.keyExpired), 403],
  ['a key of a disabled user', () => bearer(keys.userDisabled), 403],
  ['a key of an expired user', () => bearer(keys.userExpired), 403],
  ['a read-only key', () => bearer(keys.readOnly), 403],
]

/** An extra credential in a header changes what `GET /v1/models` takes its caller for. */
const dialectOf = (call: GatewayCall, credentials: Record<string, string>) =>
  call.method === 'GET' && call.dialect !== 'gemini' && 'x-api-key' in credentials ? 'claude' : call.dialect

describe.each(GATEWAY_CALLS)('$method $path ($dialect)', (call) => {
  it('serves a good key', async () => {
    const { status, headers } = await callWith(call, bearer(hub.key))
    expect(status).toBe(200)
    const row = (await hub.takeRows()).find(({ id }) => id === headers['x-cch-request-id'])
    expect(row).toMatchObject({ endpoint: call.endpoint, status: 200 })
  })

  it.each(REFUSALS)('refuses %s', async (_, credentials, status) => {
    const presented = credentials()
    const refused = await callWith(call, presented)
    const dialect = dialectOf(call, presented)
    expect(refused.status).toBe(status)
    expect(refused.headers['content-type']).toBe('application/json; charset=utf-8')
    const error = readError(dialect, refused.json())
    expect(error).not.toBeNull()
    if (dialect === 'claude') {
      expect(error?.kind).toBe(status === 401 ? 'authentication_error' : 'permission_error')
      expect(refused.headers['x-should-retry']).toBe('false')
      expect(refused.headers['request-id']).toBe(refused.headers['x-cch-request-id'])
    }
    if (dialect === 'gemini') expect(error?.kind).toBe(status)
    expect(refused.text).not.toContain('sk-cch-')
    expect(upstream.requests).toEqual([])
  })
})

it('rejections before anyone is known leave no row, one after it leaves one', async () => {
  await hub.takeRows()
  for (const [, credentials] of REFUSALS) await callWith(GATEWAY_CALLS[0]!, credentials())
  expect(await hub.takeRows()).toMatchObject([
    { status: 403, errorCode: 'key_scope', blocked: true, attempts: 0 },
  ])
})

describe('a key may be sent', () => {
  const sample = ['/v1/messages', '/v1/chat/completions', '/v1beta/models/gemini-test:generateContent']
  const calls = GATEWAY_CALLS.filter(({ path }) => sample.includes(path))
  it.each([
    ['as Bearer', () => bearer(hub.key), () => ''],
    ['as bearer, in lower case', () => ({ authorization: `bearer   ${hub.key}` }), () => ''],
    ['as x-api-key', () => ({ 'x-api-key': hub.key }), () => ''],
    ['as x-goog-api-key', () => ({ 'x-goog-api-key': hub.key }), () => ''],
    ['as ?key=', () => ({}), () => `key=${hub.key}`],
    [
      'in all four places',
      () => ({ ...bearer(hub.key), 'x-api-key': hub.key, 'x-goog-api-key': hub.key }),
      () => `alt=json&key=${hub.key}`,
    ],
  ])('%s', async (_, credentials, query) => {
    for (const call of calls) {
      expect((await callWith(call, credentials(), query())).status).toBe(200)
      const { url, rawHeaders } = upstream.last()
      expect(`${url} ${rawHeaders.join(' ')}`).not.toContain(hub.key)
      expect(url).toBe(query().startsWith('alt') ? `${call.path}?alt=json` : call.path)
    }
  })

  it('but not as a query beside another one in a header', async () => {
    expect((await callWith(calls[0]!, bearer(hub.key), `key=${WRONG}`)).status).toBe(401)
  })
})

describe('a change over REST holds within a second', () => {
  const call = GATEWAY_CALLS[0]!
  async function refusedWithin(key: string, status: number) {
    const deadline = Date.now() + 1_000
    let answer = await callWith(call, bearer(key))
    while (answer.status !== status && Date.now() < deadline) answer = await callWith(call, bearer(key))
    expect(answer.status).toBe(status)
  }

  it.each([
    ['revoked', 401, (id: string) => hub.api('DELETE', `/keys/${id}`)],
    ['disabled', 403, (id: string) => hub.api('PATCH', `/keys/${id}`, { enabled: false })],
    ['expired', 403, (id: string) => hub.api('PATCH', `/keys/${id}`, { expiresAt: PAST })],
    ['made read-only', 403, (id: string) => hub.api('PATCH', `/keys/${id}`, { scope: 'read-only' })],
  ] as const)('a key that is %s', async (_, status, change) => {
    const { id, key } = await hub.addKey()
    expect((await callWith(call, bearer(key))).status).toBe(200)
    await change(id)
    await refusedWithin(key, status)
  })

  it.each([
    ['disabled', 403, (id: string) => hub.api('PATCH', `/users/${id}`, { enabled: false })],
    ['removed', 401, (id: string) => hub.api('DELETE', `/users/${id}`)],
  ] as const)('a user that is %s', async (_, status, change) => {
    const userId = await hub.addUser()
    const { key } = await hub.addKey({ userId })
    expect((await callWith(call, bearer(key))).status).toBe(200)
    await change(userId)
    await refusedWithin(key, status)
  })

  it('a key that is enabled again', async () => {
    const { id, key } = await hub.addKey({ enabled: false })
    expect((await callWith(call, bearer(key))).status).toBe(403)
    await hub.api('PATCH', `/keys/${id}`, { enabled: true })
    await refusedWithin(key, 200)
  })
})
