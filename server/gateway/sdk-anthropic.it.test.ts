import Anthropic from '@anthropic-ai/sdk'
import type { MessageCreateParamsNonStreaming } from '@anthropic-ai/sdk/resources/messages'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startFakeUpstream } from '#server/testing/fake-upstream'
import type { FakeUpstream } from '#server/testing/fake-upstream'
import { startHub } from '#server/testing/hub-harness'
import type { HubHarness } from '#server/testing/hub-harness'
import { PIXEL, recordFetch, sha256, WEATHER_SCHEMA } from '#server/testing/record-fetch'
import { ANSWER_KINDS } from '#server/testing/ready-answer'
import { readyAnswer, upstreamAnswer } from '#server/testing/upstream-answers'

let upstream: FakeUpstream
let hub: HubHarness
const recorder = recordFetch()
let client: Anthropic

beforeAll(async () => {
  upstream = await startFakeUpstream()
  hub = await startHub()
  await hub.addProvider({ type: 'claude', baseUrl: upstream.origin })
  client = new Anthropic({ apiKey: hub.key, baseURL: hub.origin, fetch: recorder.fetch, maxRetries: 0 })
})
afterEach(() => hub.takeRows())
afterAll(async () => {
  await hub.close()
  await upstream.close()
})

const REQUEST: MessageCreateParamsNonStreaming = {
  model: 'claude-test',
  max_tokens: 4_096,
  thinking: { type: 'enabled', budget_tokens: 2_048 },
  system: [{ type: 'text', text: 'Réponds en français. 🇫🇷', cache_control: { type: 'ephemeral' } }],
  tools: [{ name: 'get_weather', description: 'Weather "now"', input_schema: WEATHER_SCHEMA }],
  messages: [
    {
      role: 'user',
      content: [
        { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PIXEL } },
        { type: 'text', text: 'What is this?\n\u2028 and "that"' },
      ],
    },
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'Hm.', signature: 'c2ln' },
        { type: 'tool_use', id: 'toolu_0', name: 'get_weather', input: { city: 'Paris' } },
      ],
    },
    {
      role: 'user',
      content: [{ type: 'tool_result', tool_use_id: 'toolu_0', content: '21 °C', is_error: false }],
    },
  ],
}

describe('the Anthropic SDK', () => {
  it.each(ANSWER_KINDS)('streams %s', async (kind) => {
    const ready = readyAnswer('claude', kind, 'stream')
    upstream.answer(upstreamAnswer(ready))
    const message = await client.messages.stream(REQUEST).finalMessage()
    expect(message).toMatchObject({
      ...JSON.parse(readyAnswer('claude', kind, 'whole').bytes.toString()),
      usage: { output_tokens: 15 },
    })
    const { sent, received } = recorder.last()
    expect(sha256(upstream.last().body)).toBe(sha256(sent))
    expect((await received).equals(ready.bytes)).toBe(true)
    const rows = await hub.takeRows()
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({
      endpoint: 'messages',
      streaming: true,
      status: 200,
      errorCode: null,
      interrupted: false,
    })
    expect(rows[0]).toMatchObject({
      usage: ready.usage,
      stopReason: ready.stopReason,
      clientName: 'anthropic-sdk',
    })
    expect(rows[0]).toMatchObject({ requestBytes: sent.length, responseBytes: ready.bytes.length })
  })

  it.each(ANSWER_KINDS)('calls without streaming: %s', async (kind) => {
    const ready = readyAnswer('claude', kind, 'whole')
    upstream.answer(upstreamAnswer(ready))
    expect(await client.messages.create(REQUEST)).toMatchObject(JSON.parse(ready.bytes.toString()) as object)
    const { sent, received } = recorder.last()
    expect(sha256(upstream.last().body)).toBe(sha256(sent))
    expect((await received).equals(ready.bytes)).toBe(true)
    const rows = await hub.takeRows()
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({
      streaming: false,
      status: 200,
      usage: ready.usage,
      stopReason: ready.stopReason,
    })
  })

  it('passes on its version and its betas, and its own credential never', async () => {
    upstream.answer(upstreamAnswer(readyAnswer('claude', 'text', 'whole')))
    await client.beta.messages.create({ ...REQUEST, betas: ['context-1m-2025-08-07', 'made-up-2030-01-01'] })
    const { headers, url } = upstream.last()
    expect(`${hub.origin}${url}`).toBe(recorder.last().url)
    expect(headers['anthropic-beta']).toBe('context-1m-2025-08-07,made-up-2030-01-01')
    expect(headers['anthropic-version']).toBe(recorder.last().headers.get('anthropic-version'))
    expect(JSON.stringify(headers)).not.toContain(hub.key)
    await hub.takeRows()
  })

  it('counts tokens', async () => {
    upstream.answer({ steps: ['{"input_tokens": 42}'] })
    const { model, messages } = REQUEST
    expect(await client.messages.countTokens({ model, messages })).toEqual({ input_tokens: 42 })
    expect(sha256(upstream.last().body)).toBe(sha256(recorder.last().sent))
    const rows = await hub.takeRows()
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ endpoint: 'count-tokens', status: 200, usage: { input: 0, output: 0 } })
  })

  it('sees the upstream’s own refusals with their status and words', async () => {
    const refusal = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }
    upstream.answer({
      status: 529,
      headers: [
        ['request-id', 'req_up'],
        ['x-should-retry', 'true'],
      ],
      steps: [JSON.stringify(refusal)],
    })
    const failure: unknown = await client.messages.create(REQUEST).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(Anthropic.APIError)
    expect(failure).toMatchObject({ status: 529, error: refusal, requestID: 'req_up' })
    expect(await hub.takeRows()).toMatchObject([
      { status: 529, errorCode: 'overloaded_error', upstreamRequestId: 'req_up' },
    ])
  })

  it('stops on an error event in the middle of a stream, and the log says which', async () => {
    const error =
      'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n'
    const begun =
      readyAnswer('claude', 'text', 'stream').bytes.toString().split('event: message_delta')[0] ?? ''
    upstream.answer({
      headers: [['content-type', 'text/event-stream; charset=utf-8']],
      steps: [begun, error],
    })
    await expect(client.messages.stream(REQUEST).finalMessage()).rejects.toThrow(/Overloaded/)
    const rows = await hub.takeRows()
    expect(rows).toMatchObject([
      { status: 200, errorCode: 'overloaded_error', usage: { input: 25, output: 1 } },
    ])
  })
})
