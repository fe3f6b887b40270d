import OpenAI, { APIError, BadRequestError, RateLimitError } from 'openai'
import { describe, expect, it } from 'vitest'
import type { IrError } from '../ir/error'
import { eventsOf } from '../ir/response'
import type { IrEvent, IrResponse } from '../ir/response'
import { clientContext, framesIn } from './codec-fixtures'
import { responsesCodec } from './codec'
import { checkResponsesStream } from './grammar'

/** The official client, given our answer. */
const client = (text: string, status = 200, type = 'text/event-stream') =>
  new OpenAI({
    apiKey: 'k',
    maxRetries: 0,
    fetch: () => Promise.resolve(new Response(text, { status, headers: { 'content-type': type } })),
  })
const ASK = { model: 'gpt-5.4', input: 'hi' }

/** An answer with everything that other dialects can say. */
const ANSWER: IrResponse = {
  id: 'msg_01',
  model: 'claude-opus-4-6',
  parts: [
    { type: 'reasoning', text: 'Hm.', redacted: false, signature: { dialect: 'claude', value: 'sig' } },
    { type: 'reasoning', text: '', redacted: true, signature: { dialect: 'claude', value: 'red' } },
    // Nothing to say and nothing to prove: there is no item for it.
    { type: 'reasoning', text: '', redacted: false, signature: null },
    {
      type: 'text',
      text: 'Look 😀',
      citations: [{ url: 'https://x', title: null, citedText: null, start: null, end: null, raw: null }],
    },
    { type: 'image', name: null, source: { kind: 'base64', mediaType: 'image/png', data: 'AA==' } },
    { type: 'image', name: null, source: { kind: 'url', url: 'https://i', mediaType: null } },
    { type: 'audio', name: 'a.wav', source: { kind: 'base64', mediaType: 'audio/wav', data: 'AA==' } },
    { type: 'refusal', text: 'Not that.' },
    {
      type: 'tool_call',
      id: 'toolu_1',
      name: 'read',
      namespace: 'fs',
      kind: 'function',
      arguments: '{"path":"x"}',
      signature: null,
    },
    {
      type: 'tool_call',
      id: 'toolu_2',
      name: 'apply_patch',
      namespace: null,
      kind: 'custom',
      arguments: '*** Begin',
      signature: null,
    },
    {
      type: 'tool_call',
      id: 'toolu_3',
      name: 'ls',
      namespace: null,
      kind: 'function',
      arguments: '',
      signature: null,
    },
  ],
  finish: { reason: 'tool_calls', stopSequence: null, raw: 'tool_use' },
  usage: { input: 1, cacheRead: 2, cacheWrite5m: 3, cacheWrite1h: 4, output: 5, reasoning: 1 },
}

const REQUEST = responsesCodec.decodeRequest(
  { ...ASK, tools: [{ type: 'function', name: 'read', parameters: {}, strict: false }] },
  { model: null, stream: null },
)
const CONTEXT = { ...clientContext(REQUEST), model: 'gpt-5.4' }

const streamOf = (events: Iterable<IrEvent>): string => {
  const encoder = responsesCodec.createStreamEncoder(CONTEXT)
  return [...events].map((event) => encoder.encode(event)).join('')
}

const STEM = '0192a3b4c5d67e8f90123456789abcde'

const EXPECTED = {
  id: `resp_${STEM}`,
  object: 'response',
  created_at: 1_790_000_000,
  status: 'completed',
  model: 'claude-opus-4-6',
  incomplete_details: null,
  output_text: 'Look 😀[image: https://i][audio: a.wav, left out]',
  output: [
    {
      type: 'reasoning',
      id: `rs_${STEM}_0`,
      summary: [{ type: 'summary_text', text: 'Hm.' }],
      encrypted_content: 'cch-sig1.claude.sig',
    },
    { type: 'reasoning', id: `rs_${STEM}_1`, summary: [], encrypted_content: 'cch-sig1.claude.red' },
    {
      type: 'message',
      id: `msg_${STEM}_2`,
      role: 'assistant',
      status: 'completed',
      content: [
        {
          type: 'output_text',
          text: 'Look 😀',
          annotations: [
            { type: 'url_citation', url: 'https://x', title: 'https://x', start_index: 0, end_index: 7 },
          ],
        },
      ],
    },
    { type: 'image_generation_call', id: `ig_${STEM}_3`, status: 'completed', result: 'AA==' },
    { type: 'message', content: [{ type: 'output_text', text: '[image: https://i]' }] },
    { type: 'message', content: [{ type: 'output_text', text: '[audio: a.wav, left out]' }] },
    { type: 'message', content: [{ type: 'refusal', refusal: 'Not that.' }] },
    {
      type: 'function_call',
      id: `fc_${STEM}_7`,
      call_id: 'toolu_1',
      name: 'read',
      namespace: 'fs',
      arguments: '{"path":"x"}',
      status: 'completed',
    },
    {
      type: 'custom_tool_call',
      id: `ctc_${STEM}_8`,
      call_id: 'toolu_2',
      name: 'apply_patch',
      input: '*** Begin',
    },
    { type: 'function_call', call_id: 'toolu_3', name: 'ls', arguments: '{}' },
  ],
  tools: [{ type: 'function', name: 'read', parameters: {}, strict: false }],
  usage: {
    input_tokens: 10,
    input_tokens_details: { cached_tokens: 2, cache_write_tokens: 7 },
    output_tokens: 5,
    output_tokens_details: { reasoning_tokens: 1 },
    total_tokens: 15,
  },
}

describe('the official SDK reads', () => {
  it('a stream', async () => {
    const stream = client(streamOf(eventsOf(ANSWER))).responses.stream(ASK)
    expect(await stream.finalResponse()).toMatchObject(EXPECTED)
  })

  it('a body', async () => {
    const body = JSON.stringify(responsesCodec.encodeResponse(ANSWER, CONTEXT))
    expect(await client(body, 200, 'application/json').responses.create(ASK)).toMatchObject(EXPECTED)
  })

  it.each([
    [{ kind: 'rate_limit', status: 429, code: 'rate_limit_error' }, RateLimitError, 'rate_limit_exceeded'],
    [{ kind: 'context_length', status: 400, code: null }, BadRequestError, 'context_length_exceeded'],
    [{ kind: 'overloaded', status: 529, code: 'overloaded_error' }, APIError, 'server_is_overloaded'],
  ] as const)('an error: %o', async ({ kind, status, code }, type, said) => {
    const error: IrError = { kind, status, code, message: 'm', param: null }
    const body = JSON.stringify(responsesCodec.encodeError(error, 'req'))
    const failure: unknown = await client(body, status, 'application/json')
      .responses.create(ASK)
      .then(
        () => null,
        (reason: unknown) => reason,
      )
    expect(failure).toBeInstanceOf(type)
    expect(failure).toMatchObject({ code: said })
  })
})

describe('a stream', () => {
  it('is well-formed with all of it', () => {
    expect(checkResponsesStream(framesIn(streamOf(eventsOf(ANSWER))))).toEqual([])
  })

  it('ends with a failure in its own words, and with nothing after it', () => {
    const error: IrError = {
      kind: 'rate_limit',
      status: 429,
      code: 'rate_limit_error',
      message: 'try again in 1.2s',
      param: null,
    }
    const text = streamOf([
      { type: 'start', id: null, model: null },
      { type: 'ping' },
      { type: 'part-start', index: 0, part: { type: 'text', text: '' } },
      { type: 'text', index: 0, text: 'half' },
      { type: 'error', error },
      { type: 'end' },
    ])
    const frames = framesIn(text)
    expect(checkResponsesStream(frames)).toEqual([])
    expect(frames.at(-1)?.data).toMatchObject({
      type: 'response.failed',
      response: { status: 'failed', error: { code: 'rate_limit_exceeded', message: 'try again in 1.2s' } },
    })
    expect(text).toContain(': keepalive\n\n')
  })

  it.each([
    ['length', 'incomplete', { reason: 'max_output_tokens' }, 'incomplete'],
    ['content_filter', 'incomplete', { reason: 'content_filter' }, 'incomplete'],
    ['refusal', 'incomplete', { reason: 'content_filter' }, 'incomplete'],
    ['stop_sequence', 'completed', null, 'completed'],
    ['paused', 'completed', null, 'completed'],
  ] as const)('that ended by %s is %s', (reason, status, details, itemStatus) => {
    const text = streamOf(
      eventsOf({
        id: null,
        model: 'm',
        parts: [{ type: 'text', text: 'a' }],
        finish: { reason, stopSequence: null, raw: null },
        usage: null,
      }),
    )
    const frames = framesIn(text)
    expect(checkResponsesStream(frames)).toEqual([])
    expect(frames.at(-1)?.data).toMatchObject({
      type: `response.${status}`,
      response: { incomplete_details: details, output: [{ status: itemStatus }] },
    })
  })

  it('is well-formed with nothing in it, and when the model failed', () => {
    for (const reason of ['stop', 'error'] as const) {
      const finish = { reason, stopSequence: null, raw: null }
      const frames = framesIn(streamOf(eventsOf({ id: null, model: null, parts: [], finish, usage: null })))
      expect(checkResponsesStream(frames)).toEqual([])
    }
  })
})
