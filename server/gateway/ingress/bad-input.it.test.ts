import { Agent } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { DIALECTS } from '#server/domain/dialect'
import { startFakeUpstream } from '#server/testing/fake-upstream'
import type { FakeUpstream } from '#server/testing/fake-upstream'
import { GATEWAY_CALLS, readError, TYPE_OF } from '#server/testing/gateway-calls'
import type { GatewayCall } from '#server/testing/gateway-calls'
import type { SendOptions } from '#server/testing/http-client'
import { startHub } from '#server/testing/hub-harness'
import type { HubHarness } from '#server/testing/hub-harness'
import { readyAnswer, upstreamAnswer } from '#server/testing/upstream-answers'
import { MAX_BODY_BYTES } from './read-body'

let upstream: FakeUpstream
let hub: HubHarness
let agent: Agent
beforeAll(async () => {
  upstream = await startFakeUpstream()
  hub = await startHub()
  agent = new Agent({ keepAlive: true, maxSockets: 1 })
  for (const dialect of DIALECTS) await hub.addProvider({ type: TYPE_OF[dialect], baseUrl: upstream.origin })
})
afterAll(async () => {
  agent.destroy()
  await hub.close()
  await upstream.close()
})
afterEach(async () => {
  upstream.forget()
  await hub.takeRows()
})

interface BadCase {
  name: string
  status: number
  errorCode: string
  body: string
  options?: SendOptions
}

const big = (bytes: number) => `{"model":"m","x":"${'x'.repeat(bytes - 20)}"}`
const CASES: BadCase[] = [
  { name: 'no JSON', status: 400, errorCode: 'invalid_json', body: 'hello' },
  { name: 'half a JSON', status: 400, errorCode: 'invalid_json', body: '{"model":"m","messages":[' },
  {
    name: 'JSON with more behind it',
    status: 400,
    errorCode: 'invalid_json',
    body: '{"model":"m"}{"model":"n"}',
  },
  { name: 'JSON with a comma too many', status: 400, errorCode: 'invalid_json', body: '{"model":"m",}' },
  { name: 'nothing', status: 400, errorCode: 'invalid_json', body: '' },
  { name: 'an array', status: 400, errorCode: 'invalid_json', body: '[{"model":"m"}]' },
  { name: 'a string', status: 400, errorCode: 'invalid_json', body: '"model"' },
  {
    name: 'two models',
    status: 400,
    errorCode: 'invalid_json',
    body: '{"model":"m","messages":[],"model":"n"}',
  },
  {
    name: 'two models, one escaped',
    status: 400,
    errorCode: 'invalid_json',
    body: '{"model":"m","\\u006dodel":"n"}',
  },
  {
    name: 'nesting without end',
    status: 400,
    errorCode: 'invalid_json',
    body: `{"model":"m","x":${'['.repeat(100_000)}`,
  },
  {
    name: 'a form',
    status: 415,
    errorCode: 'unsupported_media_type',
    body: 'a=b',
    options: { headers: { 'content-type': 'application/x-www-form-urlencoded' } },
  },
  {
    name: 'plain text',
    status: 415,
    errorCode: 'unsupported_media_type',
    body: '{}',
    options: { headers: { 'content-type': 'text/plain' } },
  },
  {
    name: 'an unknown coding',
    status: 415,
    errorCode: 'unsupported_media_type',
    body: '{}',
    options: { headers: { 'content-encoding': 'compress' } },
  },
  {
    name: 'two codings',
    status: 415,
    errorCode: 'unsupported_media_type',
    body: '{}',
    options: { headers: { 'content-encoding': 'gzip, br' } },
  },
]
const NEEDS_MODEL: BadCase[] = [
  { name: 'a model with a bad escape', status: 400, errorCode: 'invalid_json', body: '{"model":"\\q"}' },
  { name: 'no model', status: 400, errorCode: 'missing_model', body: '{"messages":[]}' },
  { name: 'an empty model', status: 400, errorCode: 'missing_model', body: '{"model":""}' },
  { name: 'a number for a model', status: 400, errorCode: 'missing_model', body: '{"model":1}' },
]

/** One generating endpoint of each dialect. */
const GENERATE = DIALECTS.map((dialect) =>
  GATEWAY_CALLS.find((call) => call.dialect === dialect && call.method === 'POST')!,
)

/** The next request on the same connection is served as if nothing had happened. */
async function expectUsable(call: GatewayCall) {
  upstream.answer(upstreamAnswer(readyAnswer(call.dialect, 'text', 'whole')))
  const next = await hub.send(call.path, call.body!, { agent })
  expect({ status: next.status, reused: next.reusedSocket }).toEqual({ status: 200, reused: true })
}

describe.each(GENERATE)('$path', (call) => {
  // Gemini names its model in the path.
  const cases = call.dialect === 'gemini' ? CASES : [...CASES, ...NEEDS_MODEL]

  it('refuses what it cannot read in the caller’s words, logs it, and keeps the connection', async () => {
    await hub.send('/v1', undefined, { method: 'GET', agent })
    const ids: unknown[] = []
    for (const { name, status, body, options } of cases) {
      const refused = await hub.send(call.path, body, { agent, ...options })
      const type = refused.headers['content-type']
      const seen = { name, status: refused.status, type, reused: refused.reusedSocket }
      expect(seen).toEqual({ name, status, type: 'application/json; charset=utf-8', reused: true })
      expect(readError(call.dialect, refused.json())).not.toBeNull()
      ids.push(refused.headers['x-cch-request-id'])
    }
    expect(upstream.requests).toEqual([])
    await expectUsable(call)
    const rows = await hub.takeRows()
    expect(rows).toHaveLength(cases.length + 1)
    const { endpoint } = call
    const expected = cases.map(({ status, errorCode }) => ({
      status,
      errorCode,
      endpoint,
      attempts: 0,
      blocked: true,
    }))
    expect(ids.map((wanted) => rows.find(({ id }) => id === wanted))).toMatchObject(expected)
  })

  it('refuses a body of a length beyond the limit, unread', async () => {
    const headers = {
      'content-length': String(MAX_BODY_BYTES + 1),
      authorization: `Bearer ${hub.key}`,
      'content-type': 'application/json',
    }
    const refused = await hub.send(call.path, undefined, { headers })
    expect(refused.status).toBe(413)
    expect(readError(call.dialect, refused.json())).not.toBeNull()
    expect(await hub.takeRows()).toMatchObject([{ status: 413, errorCode: 'body_too_large' }])
  })

  it('refuses a wrong method', async () => {
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
      const refused = await hub.send(call.path, undefined, { method, agent })
      expect(refused.status).toBe(405)
      expect(readError(call.dialect, refused.json())?.message).toContain(method)
    }
    await expectUsable(call)
  })
})

describe('a body', () => {
  it('in pieces beyond the limit is refused, and the connection stays usable', async () => {
    const refused = await hub.send('/v1/messages', big(MAX_BODY_BYTES + 1_000), { agent, chunked: true })
    expect(refused.status).toBe(413)
    expect(refused.json()).toMatchObject({ type: 'error', error: { type: 'request_too_large' } })
    expect(await hub.takeRows()).toMatchObject([{ status: 413, errorCode: 'body_too_large' }])
    await expectUsable(GENERATE[0]!)
  })

  it('at the limit is served', async () => {
    upstream.answer({ steps: ['{}'] })
    expect((await hub.send('/v1/messages', big(MAX_BODY_BYTES), { agent })).status).toBe(200)
    expect(upstream.last().body.length).toBe(MAX_BODY_BYTES)
  })

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON',
    'application/vnd.x+json',
  ])('may be called %s', async (type) => {
    upstream.answer({ steps: ['{}'] })
    const { status } = await hub.send('/v1/messages', { model: 'm' }, { headers: { 'content-type': type } })
    expect(status).toBe(200)
    expect(upstream.last().headers['content-type']).toBe(type)
  })

  it('may deny the prototype, and stays as it is', async () => {
    upstream.answer({ steps: ['{}'] })
    const body = '{"__proto__":{"model":"x"},"constructor":1,"model":"m"}'
    await hub.send('/v1/messages', body)
    expect(upstream.last().body.toString()).toBe(body)
    expect(await hub.takeRows()).toMatchObject([{ requestedModel: 'm' }])
  })
})

describe('an unknown path', () => {
  it.each([
    ['/v1/messages/unknown', 'claude'],
    ['/v1/responses/unknown', 'codex-responses'],
    ['/v1/unknown', 'openai-chat'],
    ['/v1beta/unknown', 'gemini'],
    ['/v1beta/models/m:unknown', 'gemini'],
    ['/v1internal', 'gemini'],
    ['/v1/__proto__', 'openai-chat'],
    ['/v10/messages', 'openai-chat'],
  ] as const)('%s is not found, in the words of %s', async (path, dialect) => {
    const refused = await hub.send(path, '{}', { agent })
    expect(refused.status).toBe(404)
    expect(readError(dialect, refused.json())).not.toBeNull()
    await expectUsable(GENERATE[0]!)
  })

  it('takes its dialect from the caller’s headers where the path says nothing', async () => {
    const refused = await hub.send('/v1/unknown', '{}', { headers: { 'anthropic-version': '2023-06-01' } })
    expect(readError('claude', refused.json())?.kind).toBe('not_found_error')
  })
})
