import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GatewayError } from '#server/domain/errors'
import type { ClientContext, SseFrame } from '../ir/codec'
import { collect, eventsOf, IrFailure } from '../ir/response'
import type { IrEvent } from '../ir/response'
import { irResponses } from '../ir/response-arbitrary-fixtures'
import { inSequence } from '../ir/sequence'
import { chatCodec } from './codec'
import { checkChatStream } from './grammar'

const path = { model: null, stream: null }
const context: ClientContext = {
  requestId: 'r1',
  model: null,
  nowMs: 0,
  request: { ...chatCodec.decodeRequest({ messages: [] }, path), streamUsage: true },
}
const finish = (raw: string) =>
  ({ reason: raw === 'content_filter' ? 'content_filter' : raw, stopSequence: null, raw }) as const
const responses = irResponses({
  dialect: 'openai-chat',
  signed: 'never',
  adjacentTexts: false,
  finishes: [
    { ...finish('stop'), reason: 'stop' },
    { ...finish('length'), reason: 'length' },
    { ...finish('content_filter'), reason: 'content_filter' },
    { ...finish('tool_calls'), reason: 'tool_calls' },
  ],
  usage: ['input', 'cacheRead', 'cacheWrite5m', 'output', 'reasoning'],
})

const framesOf = (text: string): SseFrame[] =>
  text
    .split('\n\n')
    .filter((frame) => frame.startsWith('data: '))
    .map((frame) => frame.slice(6))
    .map((data) => ({ name: null, data: data === '[DONE]' ? data : (JSON.parse(data) as unknown) }))

function decoded(frames: readonly SseFrame[]): IrEvent[] {
  const decoder = chatCodec.createStreamDecoder()
  return [...frames.flatMap((frame) => decoder.feed(frame)), ...decoder.finish()].flatMap(inSequence())
}

describe('the codec of Chat Completions', () => {
  it('writes what it reads', () => {
    fc.assert(
      fc.property(responses, (response) => {
        const encoder = chatCodec.createStreamEncoder(context)
        const frames = framesOf([...eventsOf(response)].map((event) => encoder.encode(event)).join(''))
        expect(checkChatStream(frames)).toEqual([])
        const { parts, usage, finish: end } = collect(decoded(frames))
        // Two thoughts with nothing between them run together.
        const joined = (all: typeof parts) =>
          all.reduce<string[]>((words, part) => {
            const said = part.type === 'tool_call' ? `${part.id} ${part.name} ${part.arguments}` : ''
            const last = words.at(-1)
            const text = 'text' in part ? `${part.type}:${part.text}` : said
            if (last?.startsWith(`${part.type}:`) && 'text' in part)
              words[words.length - 1] = last + part.text
            else words.push(text)
            return words
          }, [])
        expect(joined(parts)).toEqual(joined(response.parts))
        expect(usage).toEqual(response.usage)
        expect(end).toEqual(response.finish)
      }),
    )
  })

  it('throws nothing but its own errors, whatever it is given', () => {
    const shapes = fc.oneof(
      fc.jsonValue(),
      fc.record({
        messages: fc.array(fc.jsonValue()),
        tools: fc.jsonValue(),
        choices: fc.array(fc.jsonValue()),
      }),
      fc.record({
        messages: fc.array(
          fc.record({
            role: fc.constantFrom('user', 'assistant', 'tool', 'system'),
            content: fc.jsonValue(),
          }),
        ),
      }),
    )
    fc.assert(
      fc.property(fc.array(shapes, { maxLength: 4 }), (values) => {
        for (const value of values) {
          expectOnly(GatewayError, () => chatCodec.decodeRequest(value, path))
          expectOnly(IrFailure, () => chatCodec.decodeResponse(value))
          chatCodec.decodeError(400, value)
        }
        decoded(values.map((data) => ({ name: null, data })))
      }),
    )
  })

  it('keeps a request as it came', () => {
    const request = {
      model: 'gpt-5',
      messages: [
        { role: 'developer', content: 'Be brief.', name: 'boss' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'low' } },
            { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' } },
          ],
        },
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            { id: 'c1', type: 'function', function: { name: 'look', arguments: '{"at":1}' } },
            { id: 'c2', type: 'custom', custom: { name: 'patch', input: '*** text' } },
          ],
        },
        { role: 'tool', tool_call_id: 'c1', content: 'a cat' },
        { role: 'tool', tool_call_id: 'c2', content: 'done' },
        { role: 'user', content: 'Thanks' },
      ],
      tools: [
        { type: 'function', function: { name: 'look', parameters: { type: 'object' }, strict: true } },
        { type: 'custom', custom: { name: 'patch', description: 'Patches', format: { type: 'text' } } },
      ],
      tool_choice: { type: 'function', function: { name: 'look' } },
      parallel_tool_calls: false,
      reasoning_effort: 'minimal',
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'a', schema: { type: 'object' }, strict: true },
      },
      max_completion_tokens: 100,
      stop: ['END'],
      n: 1,
      top_k: 40,
      seed: 7,
      presence_penalty: 0.5,
      user: 'u1',
      service_tier: 'flex',
      logit_bias: { '50256': -100 },
      metadata: { a: 'b' },
    }
    const ir = chatCodec.decodeRequest(request, path)
    expect(ir.sampling.topK).toBe(40)
    const warnings: string[] = []
    const again = chatCodec.encodeRequest(ir, {
      providerType: 'openai-compatible',
      model: 'gpt-5',
      warn: (code) => warnings.push(code),
    })
    expect(again).toEqual(request)
    expect(warnings).toEqual([])
  })

  it('reads parallel calls that overlap, and names that come late', () => {
    const chunk = (delta: object, more: object = {}) => ({
      name: null,
      data: { id: 'x', model: 'm', choices: [{ index: 0, delta, ...more }] },
    })
    const call = (index: number, rest: object) => ({ tool_calls: [{ index, ...rest }] })
    const { parts } = collect(
      decoded([
        { name: null, data: { choices: [], prompt_filter_results: [] } },
        chunk({ role: 'assistant', content: '' }),
        chunk(call(0, { id: 'a', function: { arguments: '{"x"' } })),
        chunk(call(1, { id: 'b', function: { name: 'two', arguments: '' } })),
        chunk(call(0, { function: { name: 'one', arguments: ':1}' } })),
        chunk(call(1, { function: { arguments: '{}' } })),
        chunk({ content: 'after', tool_calls: [] }, { finish_reason: 'stop' }),
      ]),
    )
    expect(parts).toMatchObject([
      { type: 'tool_call', id: 'a', name: 'one', arguments: '{"x":1}' },
      { type: 'tool_call', id: 'b', name: 'two', arguments: '{}' },
      { type: 'text', text: 'after' },
    ])
  })

  it('tells calls apart that have the same index', () => {
    const chunk = (index: number, id: string | undefined, name: string | undefined, args: string) => ({
      name: null,
      data: {
        id: 'x',
        choices: [{ index: 0, delta: { tool_calls: [{ index, id, function: { name, arguments: args } }] } }],
      },
    })
    const { parts } = collect(
      decoded([
        chunk(0, 'a', 'one', '{"x":1}'),
        chunk(0, 'b', 'one', '{"x":'),
        chunk(0, undefined, undefined, '2}'),
        // The same call again, as some servers name it in each chunk.
        chunk(0, 'b', 'one', ' '),
        { name: null, data: { choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }] } },
      ]),
    )
    expect(parts).toMatchObject([
      { id: 'a', name: 'one', arguments: '{"x":1}' },
      { id: 'b', name: 'one', arguments: '{"x":2} ' },
    ])
  })

  it('knows a failure that is told of in an answer of status 200', () => {
    const told = (error: object) => chatCodec.decodeError(200, { error })
    expect(told({ code: 429, message: 'm' })).toMatchObject({ kind: 'rate_limit', status: 429 })
    expect(told({ code: 'rate_limit_exceeded' })).toMatchObject({ kind: 'rate_limit', status: 429 })
    expect(told({ code: 'tool_use_failed', type: 'invalid_request_error', status_code: 400 })).toMatchObject({
      kind: 'invalid_request',
      status: 400,
      code: 'tool_use_failed',
    })
    expect(told({ message: 'm' })).toMatchObject({ kind: 'server', status: 502 })
    // The status of the answer says more than a number in its body.
    expect(chatCodec.decodeError(503, { error: { code: 429 } })).toMatchObject({
      kind: 'overloaded',
      status: 503,
    })
  })

  it('names calls that have no name', () => {
    const delta = { tool_calls: [{ function: { name: 'f', arguments: '{}' } }] }
    const idIn = (id: string): string => {
      const [part] = collect(
        decoded([
          { name: null, data: { id, choices: [{ index: 0, delta, finish_reason: 'tool_calls' }] } },
          { name: null, data: '[DONE]' },
        ]),
      ).parts
      return part?.type === 'tool_call' ? part.id : ''
    }
    expect(idIn('chatcmpl-1')).toBe('call_chatcmpl1_0')
    // Those of two answers must not be the same, or the second result would answer the first call.
    expect(idIn('')).not.toBe(idIn(''))
    expect(idIn('').length).toBeLessThanOrEqual(40)
  })

  it('begins with the chunk that names the answer', () => {
    const events = decoded([
      { name: null, data: { id: '', model: '', choices: [], prompt_filter_results: [] } },
      { name: null, data: { id: 'x', model: 'm', choices: [{ index: 0, delta: { role: 'assistant' } }] } },
    ])
    expect(events).toEqual([{ type: 'start', id: 'x', model: 'm' }])
    // Nothing was said, so there is no answer that could have an end.
    expect(decoded([{ name: null, data: '[DONE]' }])).toEqual([])
  })

  it('tells a cut stream from a complete one', () => {
    const start = {
      name: null,
      data: { id: 'x', model: 'm', choices: [{ index: 0, delta: { content: 'a' } }] },
    }
    expect(() => collect(decoded([start]))).toThrow(IrFailure)
  })
})

function expectOnly(kind: typeof GatewayError | typeof IrFailure, work: () => unknown): void {
  try {
    work()
  } catch (error) {
    expect(error).toBeInstanceOf(kind)
  }
}
