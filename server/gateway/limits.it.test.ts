import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PROVIDER_TYPES } from '#server/domain/provider'
import { startFakeUpstream } from '#server/testing/fake-upstream'
import type { FakeUpstream } from '#server/testing/fake-upstream'
import { GATEWAY_CALLS, readError } from '#server/testing/gateway-calls'
import type { GatewayCall } from '#server/testing/gateway-calls'
import { BUSY_ADMIN, startHub } from '#server/testing/hub-harness'
import type { HubHarness } from '#server/testing/hub-harness'

/** FR-011 and FR-012 on every way into the gateway. The list of calls is held to the router by match-route.test.ts, so that
 * no new endpoint can forget its limits. */

let hub: HubHarness
let upstream: FakeUpstream
beforeAll(async () => {
  ;[hub, upstream] = await Promise.all([startHub(BUSY_ADMIN), startFakeUpstream()])
  for (const type of PROVIDER_TYPES) await hub.addProvider({ type, baseUrl: upstream.origin })
  upstream.answer({
    steps: ['{"data":[],"models":[],"candidates":[],"content":[],"choices":[],"output":[]}'],
  })
})
afterAll(async () => {
  await hub.close()
  await upstream.close()
})

type LimitInput = NonNullable<Parameters<HubHarness['addUser']>[0]>['limits']

/** A key whose user or which itself has these limits. */
async function keyWith(owner: 'user' | 'key', limits: LimitInput): Promise<string> {
  const userId = await hub.addUser(owner === 'user' ? { limits } : {})
  return (await hub.addKey({ userId, ...(owner === 'key' && { limits }) })).key
}

function call(key: string, { method, path, body, headers }: GatewayCall, session?: string) {
  return hub.send(path, body ?? undefined, {
    method,
    headers: {
      ...headers,
      authorization: `Bearer ${key}`,
      ...(session !== undefined && { 'x-session-id': session }),
    },
  })
}

const USD_LIMITS = ['usd5h', 'usdDay', 'usdWeek', 'usdMonth', 'usdTotal'] as const

for (const gatewayCall of GATEWAY_CALLS) {
  const { method, path, dialect } = gatewayCall
  describe(`${method} ${path} as ${dialect}`, () => {
    it.each(['user', 'key'] as const)('is held to the requests a minute of its %s', async (owner) => {
      const key = await keyWith(owner, { rpm: 1 })
      expect((await call(key, gatewayCall)).status).not.toBe(429)
      upstream.forget()
      const refused = await call(key, gatewayCall)
      expect(refused.status).toBe(429)
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
      expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(61)
      expect(readError(dialect, refused.json())?.message).toMatch(
        owner === 'user'
          ? /^The limit of 1 request a minute of this user is reached\. It has room again at \d{4}-/
          : /^The limit of 1 request a minute of this API key is reached\. It has room again at \d{4}-/,
      )
      expect(upstream.requests).toEqual([])
    })

    it('is held to every limit in USD, and sends nothing when it is used up', async () => {
      upstream.forget()
      for (const owner of ['user', 'key'] as const)
        for (const name of USD_LIMITS) {
          const refused = await call(await keyWith(owner, { [name]: 0 }), gatewayCall)
          expect([name, refused.status]).toEqual([name, 429])
          expect(refused.headers['retry-after']).toMatch(/^\d+$/)
          const words = owner === 'user' ? 'this user' : 'this API key'
          expect(readError(dialect, refused.json())?.message).toContain(
            `The spending limit of ${words} is reached`,
          )
        }
      expect(upstream.requests).toEqual([])
    })

    it.each(['user', 'key'] as const)('is held to the sessions of its %s', async (owner) => {
      const key = await keyWith(owner, { concurrentSessions: 1 })
      expect((await call(key, gatewayCall, 'first')).status).not.toBe(429)
      const refused = await call(key, gatewayCall, 'second')
      expect(refused.status).toBe(429)
      expect(readError(dialect, refused.json())?.message).toContain('1 session at the same time')
      expect((await call(key, gatewayCall, 'first')).status).not.toBe(429)
    })
  })
}

it('a refusal has its row in the log, and holds nothing', async () => {
  const key = await keyWith('key', { usdDay: 0, concurrentSessions: 1, rpm: 5 })
  await hub.takeRows()
  const [messages] = GATEWAY_CALLS
  if (!messages) throw new Error('no calls')
  for (let i = 0; i < 8; i++) {
    const refused = await call(key, messages, `session ${String(i)}`)
    // Never the other limits: what was refused for its money has used neither a session nor a minute's request.
    expect(refused.text).toContain('spending limit')
    expect(refused.headers['x-should-retry']).toBe('false')
  }
  const rows = await hub.takeRows()
  expect(rows).toHaveLength(8)
  for (const row of rows)
    expect(row).toMatchObject({ status: 429, errorCode: 'budget_exceeded', blocked: true, attempts: 0 })
})

it('a session without a name counts while it is served only', async () => {
  const key = await keyWith('user', { concurrentSessions: 1 })
  const [messages] = GATEWAY_CALLS
  if (!messages) throw new Error('no calls')
  for (let i = 0; i < 5; i++) expect((await call(key, messages)).status).toBe(200)
})

it('what is left is told in headers when the settings say so', async () => {
  await hub.api('PATCH', '/settings', { limitHeaders: 'on' })
  const key = await keyWith('key', { rpm: 10, usdDay: 2.5 })
  const [messages] = GATEWAY_CALLS
  if (!messages) throw new Error('no calls')
  const { headers } = await call(key, messages)
  expect(headers['x-cch-limit-key-rpm']).toBe('limit=10; remaining=9')
  expect(headers['x-cch-limit-key-usd-day']).toMatch(
    /^limit=2\.5; remaining=[\d.]+; reset=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
  )
  await hub.api('PATCH', '/settings', { limitHeaders: null })
  expect(Object.keys((await call(key, messages)).headers).join()).not.toContain('x-cch-limit')
})

it('a session too many waits for another one to end where the settings allow it', async () => {
  await hub.api('PATCH', '/settings', { sessionQueueMs: 5_000 })
  let finish: () => void = () => undefined
  const until = new Promise<void>((resolve) => (finish = resolve))
  upstream.answer({ steps: [{ until }, '{"content":[]}'] })
  const key = await keyWith('key', { concurrentSessions: 1 })
  const [messages] = GATEWAY_CALLS
  if (!messages) throw new Error('no calls')
  const first = call(key, messages)
  await expect.poll(() => upstream.underWay()).toBe(1)
  const second = call(key, messages)
  finish()
  expect((await first).status).toBe(200)
  expect((await second).status).toBe(200)
  await hub.api('PATCH', '/settings', { sessionQueueMs: null })
})
