import OpenAI from 'openai'
import type { ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions'
import type { ResponseCreateParamsNonStreaming } from 'openai/resources/responses/responses'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startFakeUpstream } from '#server/testing/fake-upstream'
import type { FakeUpstream } from '#server/testing/fake-upstream'
import { startHub } from '#server/testing/hub-harness'
import type { HubHarness } from '#server/testing/hub-harness'
import { PIXEL, recordFetch, sha256, WEATHER_SCHEMA } from '#server/testing/record-fetch'
import { ANSWER_KINDS } from '#server/testing/ready-answer'
import { CHAT_USAGE_CHUNK, readyAnswer, upstreamAnswer } from '#server/testing/upstream-answers'

let upstream: FakeUpstream
let hub: HubHarness
const recorder = recordFetch()
let client: OpenAI

beforeAll(async () => {
  upstream = await startFakeUpstream()
  hub = await startHub()
  await hub.addProvider({ type: 'openai-compatible', baseUrl: `${upstream.origin}/v1` })
  await hub.addProvider({ type: 'codex', baseUrl: `${upstream.origin}/codex/v1/` })
  client = new OpenAI({ apiKey: hub.key, baseURL: `${hub.origin}/v1`, fetch: recorder.fetch, maxRetries: 0 })
})
afterEach(() => hub.takeRows())
afterAll(async () => {
  await hub.close()
  await upstream.close()
})

const IMAGE = `data:image/png;base64,${PIXEL}`
const CHAT: ChatCompletionCreateParamsNonStreaming = {
  model: 'gpt-test',
  reasoning_effort: 'high',
  messages: [
    { role: 'developer', content: 'Be brief – “quotes” and \\ backslashes.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What is this? 🌍' },
        { type: 'image_url', image_url: { url: IMAGE } },
      ],
    },
    {
      role: 'assistant',
      content: null,
      tool_calls: [
        { id: 'c0', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Paris"}' } },
      ],
    },
    { role: 'tool', tool_call_id: 'c0', content: '21 °C' },
  ],
  tools: [{ type: 'function', function: { name: 'get_weather', parameters: WEATHER_SCHEMA, strict: false } }],
}
const RESPONSES: ResponseCreateParamsNonStreaming = {
  model: 'gpt-test',
  store: false,
  include: ['reasoning.encrypted_content'],
  reasoning: { effort: 'high', summary: 'auto' },
  input: [
    { role: 'developer', content: 'Be brief.' },
    {
      role: 'user',
      content: [
        { type: 'input_text', text: 'What is this? 🌍' },
        { type: 'input_image', image_url: IMAGE, detail: 'auto' },
      ],
    },
    { type: 'reasoning', id: 'rs_0', summary: [], encrypted_content: 'ZW5j' },
    { type: 'function_call', call_id: 'c0', name: 'get_weather', arguments: '{"city":"Paris"}' },
    { type: 'function_call_output', call_id: 'c0', output: '21 °C' },
  ],
  tools: [{ type: 'function', name: 'get_weather', parameters: WEATHER_SCHEMA, strict: false }],
}

async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of stream) items.push(item)
  return items
}

describe('the OpenAI SDK over Chat Completions', () => {
  it.each(ANSWER_KINDS)('streams %s with the usage that it asked for', async (kind) => {
    const ready = readyAnswer('openai-chat', kind, 'stream')
    upstream.answer(upstreamAnswer(ready))
    const request = { ...CHAT, stream: true as const, stream_options: { include_usage: true } }
    const chunks = await collect(await client.chat.completions.create(request))
    expect(chunks.at(-1)?.usage?.prompt_tokens).toBe(40)
    const { sent, received } = recorder.last()
    expect(sha256(upstream.last().body)).toBe(sha256(sent))
    expect((await received).equals(ready.bytes)).toBe(true)
    const rows = await hub.takeRows()
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({
      streaming: true,
      status: 200,
      errorCode: null,
      usage: ready.usage,
      stopReason: ready.stopReason,
    })
  })

  it.each(ANSWER_KINDS)(
    'streams %s without asking for usage: the hub asks, and keeps the answer to itself',
    async (kind) => {
      const ready = readyAnswer('openai-chat', kind, 'stream')
      upstream.answer(upstreamAnswer(ready))
      const chunks = await collect(await client.chat.completions.create({ ...CHAT, stream: true }))
      expect(chunks.filter(({ usage }) => usage)).toEqual([])
      const { sent, received } = recorder.last()
      const edited = `${sent.toString().slice(0, -1)},"stream_options":{"include_usage":true}}`
      expect(upstream.last().body.toString()).toBe(edited)
      expect((await received).toString()).toBe(ready.bytes.toString().replace(CHAT_USAGE_CHUNK, ''))
      const rows = await hub.takeRows()
      expect(rows).toMatchObject([
        { usage: ready.usage, stopReason: ready.stopReason, errorCode: null, interrupted: false },
      ])
    },
  )

  it.each(ANSWER_KINDS)('calls without streaming: %s', async (kind) => {
    const ready = readyAnswer('openai-chat', kind, 'whole')
    upstream.answer(upstreamAnswer(ready))
    expect(await client.chat.completions.create(CHAT)).toMatchObject(
      JSON.parse(ready.bytes.toString()) as object,
    )
    const { sent, received } = recorder.last()
    expect(sha256(upstream.last().body)).toBe(sha256(sent))
    expect((await received).equals(ready.bytes)).toBe(true)
    expect(await hub.takeRows()).toMatchObject([
      { streaming: false, usage: ready.usage, stopReason: ready.stopReason },
    ])
  })

  it('makes embeddings', async () => {
    const answer = {
      object: 'list',
      data: [{ object: 'embedding', index: 0, embedding: [0.5] }],
      model: 'gpt-test',
      usage: { prompt_tokens: 7, total_tokens: 7 },
    }
    upstream.answer({ steps: [JSON.stringify(answer)] })
    const request = { model: 'gpt-test', input: 'Grüße', encoding_format: 'float' } as const
    expect(await client.embeddings.create(request)).toMatchObject(answer)
    expect(sha256(upstream.last().body)).toBe(sha256(recorder.last().sent))
    expect(await hub.takeRows()).toMatchObject([{ endpoint: 'embeddings', usage: { input: 7, output: 0 } }])
  })

  it('understands the hub’s own refusals', async () => {
    const stranger = client.withOptions({ apiKey: `sk-cch-${'A'.repeat(12)}-${'b'.repeat(40)}` })
    await expect(stranger.chat.completions.create(CHAT)).rejects.toThrow(OpenAI.AuthenticationError)
    await expect(client.chat.completions.create({ ...CHAT, model: '' })).rejects.toMatchObject({
      status: 400,
      param: 'model',
    })
    expect(await hub.takeRows()).toMatchObject([
      { status: 400, errorCode: 'missing_model', attempts: 0, blocked: true },
    ])
  })
})

describe('the OpenAI SDK over Responses', () => {
  it.each(ANSWER_KINDS)('streams %s', async (kind) => {
    const ready = readyAnswer('codex-responses', kind, 'stream')
    upstream.answer(upstreamAnswer(ready))
    const events = await collect(await client.responses.create({ ...RESPONSES, stream: true }))
    expect(events.at(-1)?.type).toBe('response.completed')
    const { sent, received } = recorder.last()
    expect(upstream.last().url).toBe('/codex/v1/responses')
    expect(sha256(upstream.last().body)).toBe(sha256(sent))
    expect((await received).equals(ready.bytes)).toBe(true)
    const rows = await hub.takeRows()
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({
      endpoint: 'responses',
      streaming: true,
      errorCode: null,
      usage: ready.usage,
      stopReason: 'completed',
    })
  })

  it.each(ANSWER_KINDS)('calls without streaming: %s', async (kind) => {
    const ready = readyAnswer('codex-responses', kind, 'whole')
    upstream.answer(upstreamAnswer(ready))
    expect(await client.responses.create(RESPONSES)).toMatchObject(
      JSON.parse(ready.bytes.toString()) as object,
    )
    const { sent, received } = recorder.last()
    expect(sha256(upstream.last().body)).toBe(sha256(sent))
    expect((await received).equals(ready.bytes)).toBe(true)
    expect(await hub.takeRows()).toMatchObject([
      { streaming: false, usage: ready.usage, stopReason: 'completed' },
    ])
  })
})
