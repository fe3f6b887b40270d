import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { decisionTraceSchema } from '#server/domain/decision-trace'
import { startFakeUpstream } from '#server/testing/fake-upstream'
import type { FakeUpstream } from '#server/testing/fake-upstream'
import { startHub } from '#server/testing/hub-harness'
import type { HubHarness } from '#server/testing/hub-harness'
import { readyAnswer, upstreamAnswer } from '#server/testing/upstream-answers'

let upstream: FakeUpstream
let hub: HubHarness
beforeAll(async () => {
  upstream = await startFakeUpstream()
  hub = await startHub({
    SETTING_REPAIRS_OFF: '["fixed_sampling"]',
    SETTING_CODEX_INSTRUCTIONS: 'The official ones.',
  })
  for (const type of ['claude', 'codex', 'openai-compatible', 'gemini'] as const)
    await hub.addProvider({ type, baseUrl: upstream.origin, acceptsTranslated: false })
})
afterEach(async () => {
  upstream.forget()
  await hub.takeRows()
})
afterAll(async () => {
  await hub.close()
  await upstream.close()
})

const refusing = (message: string) => ({
  status: 400,
  headers: [['content-type', 'application/json']] as const,
  steps: [JSON.stringify({ type: 'error', error: { type: 'invalid_request_error', message } })],
})

/** Refuse the first call, and answer the next ones. */
function refuseOnce(message: string, answer: Parameters<typeof upstreamAnswer>[0]): void {
  let calls = 0
  upstream.answer(() => (calls++ === 0 ? refusing(message) : upstreamAnswer(answer)))
}

const sentBodies = (): Record<string, unknown>[] =>
  upstream.requests.map(({ body }) => JSON.parse(body.toString()) as Record<string, unknown>)

async function repairsInLog(): Promise<string[][]> {
  const [row] = await hub.takeRows()
  const trace = decisionTraceSchema.parse(row?.trace)
  return trace.attempts.map(({ translation }) => translation?.repairs ?? [])
}

const SIGNED = {
  model: 'claude-sonnet-4-5',
  max_tokens: 4_096,
  metadata: { user_id: 'u' },
  system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }],
  thinking: { type: 'enabled', budget_tokens: 2_048 },
  messages: [
    { role: 'user', content: [{ type: 'text', text: 'Hello' }] },
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'Hm.', signature: 'of-another-account' },
        { type: 'text', text: 'Hi' },
      ],
    },
    { role: 'user', content: [{ type: 'text', text: 'Go on', cache_control: { type: 'ephemeral' } }] },
  ],
}

describe('a request that its own provider refuses', () => {
  it('is mended and sent once more, and the answer passes as it is', async () => {
    const answer = readyAnswer('claude', 'text', 'whole')
    refuseOnce('messages.1.content.0: Invalid `signature` in `thinking` block', answer)
    const response = await hub.send('/v1/messages', JSON.stringify(SIGNED))
    expect(response.status).toBe(200)
    expect(response.body).toEqual(answer.bytes)
    expect(response.headers['x-cch-repairs']).toBe('rejected_signature')
    const [first, second] = sentBodies()
    expect(first).toEqual(SIGNED)
    expect(second).toEqual({
      ...SIGNED,
      messages: SIGNED.messages.map((message, at) =>
        at === 1 ? { role: 'assistant', content: [{ type: 'text', text: 'Hi' }] } : message,
      ),
    })
    expect(await repairsInLog()).toEqual([[], ['rejected_signature']])
  })

  it('is mended once: the second refusal is for the client, word for word', async () => {
    upstream.answer(refusing('messages.1.content.0: Invalid `signature` in `thinking` block'))
    const response = await hub.send('/v1/messages', JSON.stringify(SIGNED))
    expect(response.status).toBe(400)
    expect(response.json()).toMatchObject({
      error: { message: 'messages.1.content.0: Invalid `signature` in `thinking` block' },
    })
    expect(upstream.requests).toHaveLength(2)
  })

  it('is not sent again when there is nothing to mend', async () => {
    upstream.answer(refusing('Invalid `signature` in `thinking` block'))
    const plain = { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'Hello' }] }
    expect((await hub.send('/v1/messages', JSON.stringify(plain))).status).toBe(400)
    expect(upstream.requests).toHaveLength(1)
  })

  it('is not mended by a repair that is switched off', async () => {
    upstream.answer(refusing("Unsupported value: 'temperature' does not support 0.2 with this model."))
    const body = { model: 'm', temperature: 0.2, messages: [{ role: 'user', content: 'Hello' }] }
    expect((await hub.send('/v1/chat/completions', JSON.stringify(body))).status).toBe(400)
    expect(upstream.requests).toHaveLength(1)
  })

  it('keeps asking for the usage that the client did not ask for', async () => {
    const answer = readyAnswer('openai-chat', 'text', 'stream')
    refuseOnce("'reasoning_effort' does not support 'xhigh'. Supported values are: 'low' and 'high'.", answer)
    const body = {
      model: 'gpt-5',
      stream: true,
      reasoning_effort: 'xhigh',
      messages: [{ role: 'user', content: 'Hello' }],
    }
    const response = await hub.send('/v1/chat/completions', JSON.stringify(body))
    expect(response.status).toBe(200)
    expect(sentBodies()[1]).toMatchObject({
      reasoning_effort: 'high',
      stream_options: { include_usage: true },
    })
    expect(response.text).not.toContain('"usage":{')
  })

  it('keeps its model in the path, where Gemini has it', async () => {
    const answer = readyAnswer('gemini', 'text', 'whole')
    refuseOnce('The thinking budget 7 is invalid. Please choose a value between 128 and 32768.', answer)
    const body = {
      contents: [{ role: 'user', parts: [{ text: 'Hello' }] }],
      generationConfig: { thinkingConfig: { thinkingBudget: 7 }, topK: 3 },
    }
    const response = await hub.send('/v1beta/models/gemini-2.5-pro:generateContent', JSON.stringify(body))
    expect(response.status).toBe(200)
    expect(sentBodies()[1]).toEqual({
      ...body,
      generationConfig: { thinkingConfig: { thinkingBudget: 128 }, topK: 3 },
    })
    expect(upstream.last().url).toBe('/v1beta/models/gemini-2.5-pro:generateContent')
  })

  it('goes without the summary of thoughts that an organization may not have', async () => {
    const answer = readyAnswer('codex-responses', 'text', 'whole')
    refuseOnce('Your organization must be verified to generate reasoning summaries.', answer)
    const reasoning = { effort: 'high', summary: 'auto' }
    const body = { model: 'gpt-5', input: 'Hello', reasoning, store: false }
    expect((await hub.send('/v1/responses', body)).status).toBe(200)
    expect(sentBodies()[1]).toEqual({ ...body, reasoning: { effort: 'high' } })
  })

  it('loses what Codex carried for a provider of another account', async () => {
    const answer = readyAnswer('codex-responses', 'text', 'stream')
    refuseOnce('invalid_encrypted_content', answer)
    const items = [
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hello' }] },
      { type: 'reasoning', summary: [], encrypted_content: 'gAAAA' },
      { type: 'function_call', call_id: 'c1', name: 'shell', arguments: '{}' },
      { type: 'function_call_output', call_id: 'c1', output: 'ok' },
    ]
    const body = { model: 'gpt-5', stream: true, store: false, input: items }
    expect((await hub.send('/v1/responses', JSON.stringify(body))).status).toBe(200)
    expect(sentBodies()[1]).toEqual({
      ...body,
      input: items.filter(({ type }) => type !== 'reasoning'),
    })
  })
})

describe('a conversation that comes back from a provider of another protocol', () => {
  it('leaves the proofs behind before anybody refuses them', async () => {
    upstream.answer(upstreamAnswer(readyAnswer('claude', 'text', 'whole')))
    const messages = SIGNED.messages.map((message, at) =>
      at === 1
        ? {
            role: 'assistant',
            content: [
              { type: 'thinking', thinking: '', signature: 'cch-sig1.gemini.abc' },
              { type: 'text', text: 'Hi' },
            ],
          }
        : message,
    )
    const response = await hub.send('/v1/messages', JSON.stringify({ ...SIGNED, messages }))
    expect(response.headers['x-cch-repairs']).toBe('foreign_signature')
    expect(upstream.requests).toHaveLength(1)
    expect(upstream.last().body.toString()).not.toContain('cch-sig1.')
    expect(sentBodies()[0]).toMatchObject({ system: SIGNED.system, thinking: SIGNED.thinking })
    expect(await repairsInLog()).toEqual([['foreign_signature']])
  })
})

describe('FR-028: the instructions of Codex', () => {
  const request = {
    model: 'gpt-5',
    instructions: 'Mine.',
    input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hello' }] }],
    store: false,
  }
  const replaced = {
    ...request,
    instructions: 'The official ones.',
    input: [
      { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'Mine.' }] },
      ...request.input,
    ],
  }
  const keys: Record<string, string> = {}
  beforeAll(async () => {
    for (const instructionsMode of ['auto', 'force_official', 'keep_original'] as const) {
      const groupTags = [instructionsMode]
      await hub.addProvider({ type: 'codex', baseUrl: upstream.origin, instructionsMode, groupTags })
      const userId = await hub.addUser({ providerGroup: instructionsMode })
      keys[instructionsMode] = (await hub.addKey({ userId })).key
    }
  })
  const sendTo = (mode: string) =>
    hub.send('/v1/responses', request, { headers: { authorization: `Bearer ${keys[mode] ?? ''}` } })

  it('are always the official ones where a provider is set to that', async () => {
    upstream.answer(upstreamAnswer(readyAnswer('codex-responses', 'text', 'whole')))
    expect((await sendTo('force_official')).headers['x-cch-repairs']).toBe('official_instructions')
    expect(sentBodies()).toEqual([replaced])
  })

  it('are those of the client until they are refused', async () => {
    refuseOnce('Instructions are not valid', readyAnswer('codex-responses', 'text', 'whole'))
    expect((await sendTo('auto')).status).toBe(200)
    expect(sentBodies()).toEqual([request, replaced])
  })

  it('are those of the client where a provider is set to that, come what may', async () => {
    upstream.answer(refusing('Instructions are not valid'))
    expect((await sendTo('keep_original')).status).toBe(400)
    expect(sentBodies()).toEqual([request])
  })
})
