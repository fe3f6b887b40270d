import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { startFakeUpstream } from '#server/testing/fake-upstream'
import type { FakeUpstream } from '#server/testing/fake-upstream'
import { readError } from '#server/testing/gateway-calls'
import { startHub } from '#server/testing/hub-harness'
import type { HubHarness } from '#server/testing/hub-harness'
import { readyAnswer, upstreamAnswer } from '#server/testing/upstream-answers'

/** FR-012, the provider's side: no more conversations at once than a provider may serve. */

let hub: HubHarness
let small: FakeUpstream
let large: FakeUpstream
const ANSWER = upstreamAnswer(readyAnswer('claude', 'text', 'whole'))
const TTL_MS = 1_000

beforeAll(async () => {
  ;[hub, small, large] = await Promise.all([
    startHub({ SETTING_SESSION_TTL_MS: String(TTL_MS) }),
    startFakeUpstream(),
    startFakeUpstream(),
  ])
  await hub.addProvider({ type: 'claude', baseUrl: small.origin, priority: 0, concurrentSessions: 2 })
  small.answer(ANSWER)
  large.answer(ANSWER)
})
afterAll(async () => {
  await hub.close()
  await Promise.all([small.close(), large.close()])
})
beforeEach(async () => {
  await new Promise((resolve) => setTimeout(resolve, TTL_MS + 50))
  small.forget()
  large.forget()
})

const send = (session?: string) =>
  hub.send(
    '/v1/messages',
    { model: 'm', messages: [{ role: 'user', content: 'Hello' }] },
    { headers: session === undefined ? {} : { 'x-session-id': session } },
  )

it('turns a session away that would be one too many, says so, and lets those inside go on', async () => {
  for (const session of ['a', 'b', 'a', 'b']) expect((await send(session)).status).toBe(200)
  const refused = await send('c')
  expect(refused.status).toBe(503)
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
  expect(readError('claude', refused.json())?.message).toMatch(/available at the moment/)
  expect((await send('a')).status).toBe(200)
  expect(small.requests).toHaveLength(5)
})

it('has room again once a session is over', async () => {
  for (const session of ['d', 'e']) await send(session)
  expect((await send('f')).status).toBe(503)
  await new Promise((resolve) => setTimeout(resolve, TTL_MS + 50))
  expect((await send('f')).status).toBe(200)
})

it('counts a request without a session only while it is served', async () => {
  for (let i = 0; i < 5; i++) expect((await send()).status).toBe(200)
})

it('sends what is too many to the next provider, and explains it', async () => {
  const next = await hub.addProvider({ type: 'claude', baseUrl: large.origin, priority: 1 })
  await hub.takeRows()
  for (const session of ['g', 'h', 'i', 'i']) expect((await send(session)).status).toBe(200)
  expect([small.requests.length, large.requests.length]).toEqual([2, 2])
  const rows = await hub.takeRows()
  expect(rows.filter(({ providerId }) => providerId === next)).toHaveLength(2)
  for (const { id } of rows)
    expect(await hub.api('GET', `/logs/${id}/explain`)).toMatchObject({ agrees: true })
})
