import { afterAll, beforeAll, expect, it } from 'vitest'
import { startFakeUpstream } from '#server/testing/fake-upstream'
import type { FakeUpstream } from '#server/testing/fake-upstream'
import { startHub } from '#server/testing/hub-harness'
import type { HubHarness } from '#server/testing/hub-harness'
import { readyAnswer, upstreamAnswer } from '#server/testing/upstream-answers'
import type { ExplanationView, SimulationView } from '#server/trpc/schemas/routing'

let hub: HubHarness
let broken: FakeUpstream
let good: FakeUpstream
beforeAll(async () => {
  ;[hub, broken, good] = await Promise.all([startHub(), startFakeUpstream(), startFakeUpstream()])
})
afterAll(() => Promise.all([hub.close(), broken.close(), good.close()]))

it('finds again how a real request found its provider, as the simulation had said', async () => {
  broken.answer({
    status: 529,
    steps: ['{"type":"error","error":{"type":"overloaded_error","message":"no"}}'],
  })
  good.answer(upstreamAnswer(readyAnswer('claude', 'text', 'whole')))
  const type = 'claude' as const
  const first = await hub.addProvider({ type, baseUrl: broken.origin, priority: 0 })
  const second = await hub.addProvider({
    type,
    baseUrl: good.origin,
    priority: 1,
    modelRedirects: { m: 'n' },
  })

  // The REST description promises these shapes, and the admin API's own tests hold it to them.
  const simulation = (await hub.api('POST', '/routing/simulate', {
    path: '/v1/messages',
    model: 'm',
    keyId: hub.keyId,
    sessionId: 's',
  })) as unknown as SimulationView
  expect(simulation).toMatchObject({ provider: { id: first }, fallbacks: [{ id: second }], refused: null })

  const headers = { 'x-session-id': 's' }
  const answer = await hub.send('/v1/messages', { model: 'm', max_tokens: 1, messages: [] }, { headers })
  expect(answer.status).toBe(200)
  const [row] = await hub.takeRows()
  // A later configuration must not matter.
  await hub.api('PATCH', `/providers/${second}`, { priority: -1 })

  const explained = (await hub.api('GET', `/logs/${row?.id ?? ''}/explain`)) as unknown as ExplanationView
  expect(explained).toMatchObject({
    agrees: true,
    note: null,
    facts: { seed: simulation.facts.seed, model: 'm' },
    attempts: [
      { providerId: first, outcome: 'overloaded', ruleId: 'builtin-claude-overloaded', agrees: true },
      { providerId: second, outcome: 'ok', servedModel: 'n', agrees: true, translation: null },
    ],
  })

  const { items } = await hub.api('GET', '/providers/health')
  expect(items).toMatchObject([
    { providerId: first, last5m: { calls: 1, failed: 1 }, lastError: 'overloaded' },
    { providerId: second, last5m: { calls: 1, failed: 0 } },
  ])
})

it('tells how a request was said in another protocol', async () => {
  const messages = [{ role: 'user', content: 'Hello' }]
  const answer = await hub.send('/v1/chat/completions', { model: 'm', seed: 7, messages })
  expect(answer.status).toBe(200)
  const [row] = await hub.takeRows()
  expect(await hub.api('GET', `/logs/${row?.id ?? ''}/explain`)).toMatchObject({
    agrees: true,
    attempts: [
      {
        outcome: 'ok',
        translation: {
          from: 'openai-chat',
          to: 'claude',
          warnings: [{ code: 'dropped_seed' }],
          repairs: [],
        },
        candidates: [{ translated: true }, { translated: true }],
      },
    ],
  })
})
