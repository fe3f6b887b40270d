import { afterAll, beforeAll, expect, it } from 'vitest'
import { GATEWAY_CALLS, readError } from '#server/testing/gateway-calls'
import { send } from '#server/testing/http-client'
import { startHub } from '#server/testing/hub-harness'
import type { HubHarness } from '#server/testing/hub-harness'

const LIMIT = 3

let hub: HubHarness
beforeAll(async () => {
  hub = await startHub({
    SETTING_AUTH_FAILURES_PER_MINUTE: String(LIMIT),
    TRUSTED_PROXIES: '127.0.0.1',
    ALLOW_HTTP: 'true',
  })
})
afterAll(() => hub.close())

let attempt = 0
/** Each with another key, as someone who guesses would. */
const guess = (call: (typeof GATEWAY_CALLS)[number], address: string) => {
  const key = `sk-cch-${String(attempt++).padStart(12, '0')}-${'b'.repeat(40)}`
  const headers = { authorization: `Bearer ${key}`, 'x-forwarded-for': address, ...call.headers }
  return send(`${hub.origin}${call.path}`, {
    method: call.method,
    headers,
    body: call.body ? '{}' : undefined,
  })
}

it('NFR-004: an address that guesses keys is told to wait, in its dialect', async () => {
  for (const [index, call] of GATEWAY_CALLS.entries()) {
    const address = `203.0.113.${String(index)}`
    for (let i = 0; i < LIMIT; i++) expect((await guess(call, address)).status).toBe(401)
    const refused = await guess(call, address)
    expect(refused.status).toBe(429)
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60)
    expect(readError(call.dialect, refused.json())).not.toBeNull()
  }
  expect((await guess(GATEWAY_CALLS[0]!, '203.0.113.200')).status).toBe(401)
})

it('neither a good key nor a disabled one behind the same address is refused for it', async () => {
  const call = GATEWAY_CALLS[0]!
  const address = '203.0.113.201'
  for (let i = 0; i <= LIMIT; i++) await guess(call, address)
  const from = { 'x-forwarded-for': address }
  // There is no provider, so 503 is what a known caller gets.
  expect((await hub.send(call.path, call.body!, { headers: from })).status).toBe(503)
  const { key } = await hub.addKey({ enabled: false })
  for (let i = 0; i < 2 * LIMIT; i++)
    expect(
      (await hub.send(call.path, call.body!, { headers: { ...from, authorization: `Bearer ${key}` } }))
        .status,
    ).toBe(403)
})

it('a missing key is no guess', async () => {
  const headers = { 'x-forwarded-for': '203.0.113.202' }
  for (let i = 0; i < 2 * LIMIT; i++)
    expect((await send(`${hub.origin}/v1/messages`, { headers, body: '{}' })).status).toBe(401)
})
