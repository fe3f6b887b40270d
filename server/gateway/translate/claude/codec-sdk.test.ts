import Anthropic, { APIError, BadRequestError, RateLimitError } from '@anthropic-ai/sdk'
import { describe, expect, it } from 'vitest'
import type { IrError } from '../ir/error'
import { eventsOf } from '../ir/response'
import type { IrEvent, IrResponse } from '../ir/response'
import { claudeCodec } from './codec'
import { CONTEXT, encodeEvents } from './stream-fixtures'

/** The official client, given our answer. */
const client = (text: string, status = 200, type = 'text/event-stream') =>
  new Anthropic({
    apiKey: 'k',
    maxRetries: 0,
    fetch: () => Promise.resolve(new Response(text, { status, headers: { 'content-type': type } })),
  })
const ASK = {
  model: 'claude-opus-4-6',
  max_tokens: 10,
  messages: [{ role: 'user' as const, content: 'hi' }],
}

/** An answer with everything that other dialects can say. */
const ANSWER: IrResponse = {
  id: 'resp_1',
  model: 'gpt-5',
  parts: [
    {
      type: 'reasoning',
      text: 'Hm.',
      redacted: false,
      signature: { dialect: 'codex-responses', value: 'enc' },
    },
    { type: 'reasoning', text: '', redacted: false, signature: { dialect: 'gemini', value: 'g' } },
    { type: 'reasoning', text: 'no proof', redacted: false, signature: null },
    { type: 'text', text: '' },
    {
      type: 'text',
      text: 'Look 😀',
      citations: [{ url: 'https://x', title: 't', citedText: null, start: 0, end: 4, raw: null }],
    },
    { type: 'image', name: null, source: { kind: 'base64', mediaType: 'image/png', data: 'AA==' } },
    {
      type: 'unknown',
      dialect: 'codex-responses',
      name: 'web_search_call',
      raw: { type: 'web_search_call' },
    },
    { type: 'refusal', text: 'Not that.' },
    {
      type: 'tool_call',
      id: 'call_1',
      name: 'f',
      namespace: null,
      kind: 'function',
      arguments: '{"a":[1]}',
      signature: null,
    },
    {
      type: 'tool_call',
      id: 'call_2',
      name: 'g',
      namespace: null,
      kind: 'function',
      arguments: '',
      signature: null,
    },
    {
      type: 'tool_call',
      id: 'call_3',
      name: 'h',
      namespace: null,
      kind: 'custom',
      arguments: 'a "b"\n',
      signature: null,
    },
  ],
  finish: { reason: 'stop', stopSequence: null, raw: 'completed' },
  usage: { input: 1, cacheRead: 2, cacheWrite5m: 3, cacheWrite1h: 4, output: 6, reasoning: 5 },
}

const CONTENT = [
  { type: 'thinking', thinking: 'Hm.', signature: 'cch-sig1.codex-responses.enc' },
  { type: 'thinking', thinking: '', signature: 'cch-sig1.gemini.g' },
  { type: 'thinking', thinking: 'no proof', signature: '' },
  {
    type: 'text',
    text: 'Look 😀',
    citations: [
      {
        type: 'web_search_result_location',
        url: 'https://x',
        title: 't',
        cited_text: '',
        encrypted_index: '',
      },
    ],
  },
  { type: 'text', text: '[image image/png, left out]' },
  { type: 'text', text: 'Not that.' },
  { type: 'tool_use', id: 'call_1', name: 'f', input: { a: [1] } },
  { type: 'tool_use', id: 'call_2', name: 'g', input: {} },
  { type: 'tool_use', id: 'call_3', name: 'h', input: { input: 'a "b"\n' } },
]
const REST = {
  id: 'resp_1',
  model: 'gpt-5',
  role: 'assistant',
  stop_reason: 'tool_use',
  usage: { input_tokens: 1, cache_read_input_tokens: 2, cache_creation_input_tokens: 7, output_tokens: 6 },
}

const TOO_MANY: IrError = {
  kind: 'rate_limit',
  status: 429,
  message: 'slow down',
  code: 'rate_limit_exceeded',
  param: null,
}

describe("Anthropic's own client", () => {
  it('reads our stream', async () => {
    const message = await client(encodeEvents(eventsOf(ANSWER)))
      .messages.stream(ASK)
      .finalMessage()
    expect(message.content).toMatchObject(CONTENT)
    expect(message).toMatchObject(REST)
  })

  it('reads our answer', async () => {
    const body = JSON.stringify(claudeCodec.encodeResponse(ANSWER, CONTEXT))
    const message = await client(body, 200, 'application/json').messages.create(ASK)
    expect(message.content).toEqual(CONTENT)
    expect(message).toMatchObject(REST)
  })

  it('reads a failure in mid-stream', async () => {
    const events: IrEvent[] = [...eventsOf({ ...ANSWER, parts: [] })].filter(({ type }) => type !== 'end')
    const stream = client(
      encodeEvents([...events, { type: 'error', error: TOO_MANY }, { type: 'end' }]),
    ).messages
    const failed = await stream
      .stream(ASK)
      .finalMessage()
      .catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(APIError)
    expect(failed).toMatchObject({ type: 'rate_limit_error' })
  })

  it('knows our errors', async () => {
    const failing = (error: IrError) =>
      client(JSON.stringify(claudeCodec.encodeError(error, 'r')), error.status, 'application/json')
        .messages.create(ASK)
        .catch((failure: unknown) => failure)
    expect(await failing(TOO_MANY)).toBeInstanceOf(RateLimitError)
    const long: IrError = {
      kind: 'context_length',
      status: 400,
      message: 'too many tokens',
      code: 'x',
      param: null,
    }
    const failure = await failing(long)
    expect(failure).toBeInstanceOf(BadRequestError)
    // Claude Code compacts the conversation at these words.
    expect(String(failure)).toContain('prompt is too long')
  })
})
