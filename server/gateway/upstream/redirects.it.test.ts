import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startFakeUpstream } from '#server/testing/fake-upstream'
import type { FakeUpstream } from '#server/testing/fake-upstream'
import { startHub } from '#server/testing/hub-harness'
import type { HubHarness } from '#server/testing/hub-harness'
import { CHAT_USAGE_CHUNK, readyAnswer, upstreamAnswer } from '#server/testing/upstream-answers'

let upstream: FakeUpstream
let hub: HubHarness
beforeAll(async () => {
  upstream = await startFakeUpstream()
  hub = await startHub()
  const modelRedirects = [
    { match: 'exact' as const, from: 'größe', to: 'served "1"' },
    { match: 'prefix' as const, from: 'fast-', to: 'served-2' },
    { match: 'suffix' as const, from: '-latest', to: 'served/3' },
  ]
  for (const type of ['claude', 'codex', 'openai-compatible', 'gemini', 'gemini-cli'] as const)
    await hub.addProvider({ type, baseUrl: upstream.origin, modelRedirects, groupTags: [type] })
})
afterEach(() => hub.takeRows())
afterAll(async () => {
  await hub.close()
  await upstream.close()
})

describe('FR-033: a redirected model', () => {
  it.each([
    [
      '{"model":"gr\\u00f6\\u00dfe","messages":[ 1.50, "\\/" ]}',
      '{"model":"served \\"1\\"","messages":[ 1.50, "\\/" ]}',
      'größe',
      'served "1"',
    ],
    [
      '{"messages":[],\n "model" : "fast-1" }',
      '{"messages":[],\n "model" : "served-2" }',
      'fast-1',
      'served-2',
    ],
    [
      '{"model":"claude-latest","é":{"model":"fast-1"}}',
      '{"model":"served/3","é":{"model":"fast-1"}}',
      'claude-latest',
      'served/3',
    ],
    ['{"model":"claude","unknown":[{}]}', '{"model":"claude","unknown":[{}]}', 'claude', 'claude'],
  ])('is a splice: %s', async (sent, expected, requestedModel, servedModel) => {
    upstream.answer(upstreamAnswer(readyAnswer('claude', 'text', 'whole')))
    await hub.send('/v1/messages', sent)
    expect(upstream.last().body.toString()).toBe(expected)
    expect(upstream.last().headers['content-length']).toBe(String(Buffer.byteLength(expected)))
    expect(await hub.takeRows()).toMatchObject([
      { requestedModel, servedModel, requestBytes: Buffer.byteLength(sent) },
    ])
  })

  it('is named in the path where Gemini has it, and the body stays', async () => {
    upstream.answer(upstreamAnswer(readyAnswer('gemini', 'text', 'whole')))
    const user = await hub.addUser({ providerGroup: 'gemini' })
    const { key } = await hub.addKey({ userId: user })
    const body = '{ "contents" : [] , "model":"fast-1"}'
    const headers = { authorization: `Bearer ${key}` }
    await hub.send('/v1beta/models/x-latest:generateContent?alt=json', body, { headers })
    expect(upstream.last().url).toBe('/v1beta/models/served%2F3:generateContent?alt=json')
    expect(upstream.last().body.toString()).toBe(body)
    expect(await hub.takeRows()).toMatchObject([{ requestedModel: 'x-latest', servedModel: 'served/3' }])
  })

  it('is named in the envelope where Code Assist has it', async () => {
    upstream.answer(upstreamAnswer(readyAnswer('gemini', 'text', 'whole')))
    const user = await hub.addUser({ providerGroup: 'gemini-cli' })
    const { key } = await hub.addKey({ userId: user })
    const headers = { authorization: `Bearer ${key}` }
    await hub.send('/v1internal:generateContent', '{"request":{"model":"fast-1"}, "model": "fast-1"}', {
      headers,
    })
    expect(upstream.last().body.toString()).toBe('{"request":{"model":"fast-1"}, "model": "served-2"}')
    await hub.takeRows()
  })
})

describe('chat usage', () => {
  const stream = readyAnswer('openai-chat', 'text', 'stream')

  it('is asked for beside a redirect, and only the chunk that answers is kept back', async () => {
    upstream.answer(upstreamAnswer(stream))
    const { text } = await hub.send('/v1/chat/completions', '{"model":"fast-1","stream":true}')
    expect(upstream.last().body.toString()).toBe(
      '{"model":"served-2","stream":true,"stream_options":{"include_usage":true}}',
    )
    expect(text).toBe(stream.bytes.toString().replace(CHAT_USAGE_CHUNK, ''))
    expect(await hub.takeRows()).toMatchObject([{ usage: stream.usage, servedModel: 'served-2' }])
  })

  it('goes to a client that asks for it', async () => {
    upstream.answer(upstreamAnswer(stream))
    const body = '{"model":"m","stream":true,"stream_options":{ "include_usage":true }}'
    const { text } = await hub.send('/v1/chat/completions', body)
    expect(upstream.last().body.toString()).toBe(body)
    expect(text).toBe(stream.bytes.toString())
    expect(await hub.takeRows()).toMatchObject([{ usage: stream.usage }])
  })

  it('on a chunk with words is for the client', async () => {
    const chunk =
      'data: {"choices":[{"delta":{"content":"x"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":1}}\n\n'
    upstream.answer({ headers: [['content-type', 'text/event-stream']], steps: [chunk, 'data: [DONE]\n\n'] })
    const { text } = await hub.send('/v1/chat/completions', { model: 'm', stream: true })
    expect(text).toBe(`${chunk}data: [DONE]\n\n`)
    expect(await hub.takeRows()).toMatchObject([{ usage: { input: 3, output: 1 } }])
  })

  it('is left alone in a first chunk without choices, as Azure sends one', async () => {
    const first = 'data: {"choices":[],"prompt_filter_results":[],"usage":null}\n\n'
    upstream.answer({ headers: [['content-type', 'text/event-stream']], steps: [first, stream.bytes] })
    const { text } = await hub.send('/v1/chat/completions', { model: 'm', stream: true })
    expect(text.startsWith(first)).toBe(true)
    await hub.takeRows()
  })

  it('is not asked for when the answer is no stream', async () => {
    upstream.answer(upstreamAnswer(readyAnswer('openai-chat', 'text', 'whole')))
    await hub.send('/v1/chat/completions', '{"model":"m","stream":false}')
    expect(upstream.last().body.toString()).toBe('{"model":"m","stream":false}')
    await hub.takeRows()
  })

  it('with options that are no JSON is refused as the client’s fault', async () => {
    const { status } = await hub.send(
      '/v1/chat/completions',
      '{"model":"m","stream":true,"stream_options":{"x":"\\q"}}',
    )
    expect(status).toBe(400)
    expect(await hub.takeRows()).toMatchObject([{ status: 400, errorCode: 'invalid_json' }])
  })
})
