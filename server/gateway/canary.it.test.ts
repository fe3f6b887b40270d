import { afterAll, beforeAll, expect, it } from 'vitest'
import { DIALECTS, type Dialect } from '#server/domain/dialect'
import { RESET, STALL, startFakeUpstream } from '#server/testing/fake-upstream'
import type { FakeUpstream, UpstreamAnswer } from '#server/testing/fake-upstream'
import { GATEWAY_CALLS, TYPE_OF } from '#server/testing/gateway-calls'
import { send } from '#server/testing/http-client'
import type { ClientAnswer } from '#server/testing/http-client'
import { BUSY_ADMIN, startHub } from '#server/testing/hub-harness'
import type { HubHarness } from '#server/testing/hub-harness'
import { readyAnswer, upstreamAnswer } from '#server/testing/upstream-answers'

/** Unlike any credential's usual shape, so that no pattern can find it: only not holding it keeps it out. */
const CANARY = 'zq7canary+provider/credential=='
const COOKIE = 'zq7canarycookie'
const INNER = 'zq7canaryinner'

let upstream: FakeUpstream
let hub: HubHarness
beforeAll(async () => {
  upstream = await startFakeUpstream()
  hub = await startHub(BUSY_ADMIN)
  const timeouts = { firstByteMs: 100, idleMs: 100, totalMs: 100 }
  for (const type of [...DIALECTS.map((dialect) => TYPE_OF[dialect]), 'claude-auth', 'gemini-cli'] as const)
    providers.push(await hub.addProvider({ type, baseUrl: upstream.origin, apiKey: CANARY, timeouts }))
})
const providers: string[] = []
/** So that every call reaches its provider, whatever the one before made of it. */
const heal = () => Promise.all(providers.map((id) => hub.api('POST', `/providers/${id}/health/reset`)))
afterAll(async () => {
  await hub.close()
  await upstream.close()
})

/** Headers of an upstream that tells too much of itself. */
const TELLTALE = [
  ['content-type', 'application/json'],
  ['set-cookie', `session=${INNER}`],
  ['x-internal-host', INNER],
  ['anthropic-organization-id', INNER],
  ['openai-organization', INNER],
  ['proxy-authenticate', INNER],
  ['connection', 'keep-alive'],
] as const

const behaviours = (dialect: Dialect): UpstreamAnswer[] => [
  { headers: TELLTALE, steps: [readyAnswer(dialect, 'text', 'whole').bytes] },
  upstreamAnswer(readyAnswer(dialect, 'text', 'stream')),
  {
    status: 401,
    headers: TELLTALE,
    steps: [`{"error":{"message":"Incorrect API key provided: ${CANARY}"}}`],
  },
  { status: 403, headers: TELLTALE, steps: [`{"error":{"message":"${CANARY} may not"}}`] },
  { status: 429, headers: TELLTALE, steps: ['{"error":{"message":"slow down"}}'] },
  { status: 500, headers: TELLTALE, steps: ['oops'] },
  { headers: TELLTALE, steps: [RESET] },
  { headers: TELLTALE, steps: ['{"half":', { pauseMs: 10 }, RESET] },
  { headers: TELLTALE, steps: [STALL] },
  { headers: [['content-type', 'text/event-stream']], steps: ['data: {}\n\n', STALL] },
]

it(
  'NFR-004: over success and every failure, credentials stay where they belong',
  { timeout: 60_000 },
  async () => {
    const answers: ClientAnswer[] = []
    const dirty = {
      cookie: `a=${COOKIE}`,
      'proxy-authorization': `Basic ${COOKIE}`,
      'x-forwarded-for': '10.9.8.7',
      'x-real-ip': '10.9.8.7',
    }
    const call = async (path: string, method: string, headers: Record<string, string>, body?: string) => {
      const all = { 'content-type': 'application/json', ...dirty, ...headers }
      answers.push(await send(`${hub.origin}${path}`, { method, headers: all, body }))
    }
    for (const { path, method, body, dialect, headers = {} } of GATEWAY_CALLS) {
      const text = body ? JSON.stringify(body) : undefined
      const answersOfUpstream = method === 'GET' ? behaviours(dialect).slice(0, 1) : behaviours(dialect)
      for (const behaviour of answersOfUpstream) {
        upstream.answer(behaviour)
        await call(path, method, { ...headers, authorization: `Bearer ${hub.key}` }, text)
        await heal()
      }
      // The hub's own refusals, with keys in all places.
      await call(`${path}${path.includes('?') ? '&' : '?'}key=${hub.key}`, method, headers, '{"bad')
      await call(path, method, { ...headers, 'x-api-key': hub.key, authorization: 'Bearer other' }, text)
      await call(path, method, { ...headers, authorization: `Bearer ${hub.key}x` }, text)
      await call(`${path}/nowhere?key=${hub.key}`, method, { ...headers }, text)
    }
    const rows = await hub.takeRows()
    const reads = [
      JSON.stringify(await hub.api('GET', '/providers')),
      JSON.stringify(await hub.api('GET', '/keys')),
      JSON.stringify(await hub.api('GET', '/providers/health')),
      JSON.stringify(await hub.api('GET', `/providers/${providers[0] ?? ''}/health/history`)),
    ]
    const secret = hub.key.slice(-40)

    const places: [string, string[]][] = [
      ['the log', [...hub.logLines]],
      ['a row', rows.map((row) => JSON.stringify(row))],
      ['an answer', answers.map(({ rawHeaders, text }) => `${rawHeaders.join('\n')}\n${text}`)],
      ['the admin API', reads],
    ]
    for (const [place, texts] of places)
      for (const canary of [CANARY, secret, COOKIE, INNER])
        expect({ place, found: texts.filter((text) => text.includes(canary)) }).toEqual({ place, found: [] })
    expect(rows.length).toBeGreaterThan(200)
    expect(hub.logLines.length).toBeGreaterThan(10)

    for (const { url, headers, rawHeaders, body } of upstream.requests) {
      const { authorization = '', 'x-api-key': apiKey = '', 'x-goog-api-key': googleKey = '' } = headers
      expect([authorization, apiKey, googleKey].filter((value) => value.includes(CANARY))).toHaveLength(1)
      const rest = `${url}\n${rawHeaders.join('\n')}\n${body.toString()}`
      expect(rest.split(CANARY)).toHaveLength(2)
      for (const canary of [secret, COOKIE, '10.9.8.7']) expect(rest).not.toContain(canary)
    }
  },
)
