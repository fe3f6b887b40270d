import OpenAI, { APIError, BadRequestError, RateLimitError } from 'openai'
import { describe, expect, it } from 'vitest'
import type { ClientContext } from '../ir/codec'
import type { IrError } from '../ir/error'
import type { ToolCallPart } from '../ir/parts'
import { eventsOf } from '../ir/response'
import type { IrEvent, IrResponse } from '../ir/response'
import { chatCodec } from './codec'

/** The official client, given our answer. */
const client = (text: string, status = 200, type = 'text/event-stream') =>
  new OpenAI({
    apiKey: 'k',
    maxRetries: 0,
    fetch: () => Promise.resolve(new Response(text, { status, headers: { 'content-type': type } })),
  }).chat.completions
const ASK = { model: 'gpt-5.4', messages: [{ role: 'user' as const, content: 'hi' }] }
const CONTEXT: ClientContext = {
  requestId: 'r1',
  model: 'gpt-5.4',
  nowMs: 1_790_000_000_000,
  request: chatCodec.decodeRequest(
    { ...ASK, stream_options: { include_usage: true } },
    { model: null, stream: null },
  ),
}

const call = (id: string, name: string, args: string): ToolCallPart => ({
  type: 'tool_call',
  id,
  name,
  namespace: null,
  kind: 'function',
  arguments: args,
  signature: null,
})

/** An answer with everything that other dialects can say. */
const ANSWER: IrResponse = {
  id: 'msg_01',
  model: 'claude-opus-4-6',
  parts: [
    { type: 'reasoning', text: 'Hm.', redacted: false, signature: { dialect: 'claude', value: 'sig' } },
    { type: 'reasoning', text: '', redacted: true, signature: { dialect: 'claude', value: 'red' } },
    { type: 'reasoning', text: '', redacted: false, signature: null },
    { type: 'text', text: 'Look ' },
    {
      type: 'text',
      text: 'here 😀',
      citations: [
        { url: 'https://x', title: 't', citedText: null, start: 0, end: 4, raw: null },
        { url: 'https://y', title: null, citedText: null, start: null, end: null, raw: null },
      ],
    },
    { type: 'image', name: null, source: { kind: 'base64', mediaType: 'image/png', data: 'AA==' } },
    { type: 'unknown', dialect: 'claude', name: 'server_tool_use', raw: { type: 'server_tool_use' } },
    call('toolu_1', 'read', '{"path":"x"}'),
    call('toolu_2', 'ls', ''),
  ],
  finish: { reason: 'tool_calls', stopSequence: null, raw: 'tool_use' },
  usage: { input: 1, cacheRead: 2, cacheWrite5m: 3, cacheWrite1h: 4, output: 6, reasoning: 5 },
}

const MESSAGE = {
  role: 'assistant',
  content: 'Look here 😀[image: left out]',
  tool_calls: [
    { id: 'toolu_1', type: 'function', function: { name: 'read', arguments: '{"path":"x"}' } },
    { id: 'toolu_2', type: 'function', function: { name: 'ls', arguments: '{}' } },
  ],
}
const REST = {
  id: 'msg_01',
  model: 'claude-opus-4-6',
  choices: [{ finish_reason: 'tool_calls', message: MESSAGE }],
  usage: {
    prompt_tokens: 10,
    completion_tokens: 6,
    total_tokens: 16,
    prompt_tokens_details: { cached_tokens: 2, cache_write_tokens: 7 },
    completion_tokens_details: { reasoning_tokens: 5 },
  },
}

const streamOf = (events: Iterable<IrEvent>): string => {
  const encoder = chatCodec.createStreamEncoder(CONTEXT)
  return [...events].map((event) => encoder.encode(event)).join('')
}

describe('the official SDK reads', () => {
  it('a stream', async () => {
    const completion = await client(streamOf(eventsOf(ANSWER)))
      .stream(ASK)
      .finalChatCompletion()
    expect(completion).toMatchObject(REST)
  })

  it('a body', async () => {
    const body = JSON.stringify(chatCodec.encodeResponse(ANSWER, CONTEXT))
    const completion = await client(body, 200, 'application/json').create(ASK)
    expect(completion).toMatchObject(REST)
    expect(completion.choices[0]?.message).toMatchObject({
      reasoning_content: 'Hm.',
      // Offsets count from the beginning of the message; a source without a place is one of all that was said.
      annotations: [
        { url_citation: { url: 'https://x', title: 't', start_index: 5, end_index: 9 } },
        { url_citation: { url: 'https://y', title: 'https://y', start_index: 5, end_index: 12 } },
      ],
    })
  })

  it('a refusal, which ends with stop', async () => {
    const refused: IrResponse = {
      ...ANSWER,
      parts: [{ type: 'refusal', text: 'Not that.' }],
      finish: { reason: 'refusal', stopSequence: null, raw: 'refusal' },
    }
    const said = { finish_reason: 'stop', message: { content: null, refusal: 'Not that.' } }
    const body = JSON.stringify(chatCodec.encodeResponse(refused, CONTEXT))
    expect(await client(body, 200, 'application/json').create(ASK)).toMatchObject({ choices: [said] })
    const completion = await client(streamOf(eventsOf(refused)))
      .stream(ASK)
      .finalChatCompletion()
    expect(completion.choices).toMatchObject([{ finish_reason: 'stop', message: { refusal: 'Not that.' } }])
  })

  it('a failure in mid-stream', async () => {
    const error: IrError = { kind: 'rate_limit', status: 429, code: null, message: 'slow down', param: null }
    const half = [...eventsOf({ ...ANSWER, parts: [{ type: 'text', text: 'half' }] })].slice(0, 3)
    const failed: unknown = await client(streamOf([...half, { type: 'error', error }, { type: 'end' }]))
      .stream(ASK)
      .finalChatCompletion()
      .catch((failure: unknown) => failure)
    expect(failed).toBeInstanceOf(APIError)
    expect(failed).toMatchObject({ code: 'rate_limit_exceeded' })
  })

  it.each([
    [{ kind: 'rate_limit', status: 429, code: 'rate_limit_error' }, RateLimitError, 'rate_limit_exceeded'],
    [{ kind: 'context_length', status: 400, code: null }, BadRequestError, 'context_length_exceeded'],
    [{ kind: 'overloaded', status: 529, code: 'overloaded_error' }, APIError, 'server_is_overloaded'],
  ] as const)('an error: %o', async ({ kind, status, code }, type, said) => {
    const error: IrError = { kind, status, code, message: 'm', param: null }
    const body = JSON.stringify(chatCodec.encodeError(error, 'req'))
    const failure: unknown = await client(body, status, 'application/json')
      .create(ASK)
      .catch((reason: unknown) => reason)
    expect(failure).toBeInstanceOf(type)
    expect(failure).toMatchObject({ code: said })
  })
})
