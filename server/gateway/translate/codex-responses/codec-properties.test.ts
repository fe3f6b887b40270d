import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GatewayError } from '#server/domain/errors'
import type { SseFrame } from '../ir/codec'
import { collect, eventsOf, IrFailure } from '../ir/response'
import type { Finish, IrResponse } from '../ir/response'
import { irResponses } from '../ir/response-arbitrary-fixtures'
import { clientContext, decodeAll, framesIn, plain } from './codec-fixtures'
import { responsesCodec } from './codec'
import { checkResponsesStream } from './grammar'

const finish = (reason: Finish['reason'], raw: string): Finish => ({ reason, raw, stopSequence: null })

const responses = irResponses({
  dialect: 'codex-responses',
  finishes: [
    finish('stop', 'completed'),
    finish('length', 'max_output_tokens'),
    finish('content_filter', 'content_filter'),
    finish('tool_calls', 'completed'),
  ],
  usage: ['input', 'cacheRead', 'cacheWrite5m', 'output', 'reasoning'],
})

const encoded = (response: IrResponse): string => {
  const encoder = responsesCodec.createStreamEncoder(clientContext())
  return [...eventsOf(response)].map((event) => encoder.encode(event)).join('')
}

/** JSON that is now and then almost what is expected: any object is made of the protocol's own words. */
const NAMES = [
  ...[
    'type',
    'role',
    'content',
    'text',
    'summary',
    'encrypted_content',
    'id',
    'call_id',
    'name',
    'arguments',
  ],
  ...[
    'input',
    'output',
    'tools',
    'tool_choice',
    'reasoning',
    'instructions',
    'item',
    'item_id',
    'output_index',
  ],
  ...['content_index', 'summary_index', 'delta', 'part', 'response', 'error', 'code', 'message', 'status'],
  ...[
    'image_url',
    'file_data',
    'file_id',
    'annotations',
    'annotation',
    'format',
    'schema',
    'usage',
    'action',
  ],
]
const VALUES = [
  ...[
    'message',
    'reasoning',
    'function_call',
    'function_call_output',
    'custom_tool_call',
    'local_shell_call',
  ],
  ...['shell_call_output', 'additional_tools', 'namespace', 'function', 'custom', 'allowed_tools', 'user'],
  ...[
    'assistant',
    'developer',
    'input_text',
    'output_text',
    'refusal',
    'input_image',
    'input_file',
    'x',
    '\ud83d',
  ],
  ...[
    'json_schema',
    'completed',
    'incomplete',
    'failed',
    '__proto__',
    'constructor',
    'data:image/png;base64,AA',
  ],
]
const EVENTS = [
  ...['created', 'output_item.added', 'output_item.done', 'content_part.added', 'content_part.done'],
  ...['output_text.delta', 'output_text.done', 'refusal.delta', 'output_text.annotation.added', 'completed'],
  ...['reasoning_summary_text.delta', 'reasoning_text.done', 'function_call_arguments.delta', 'incomplete'],
  ...['function_call_arguments.done', 'custom_tool_call_input.delta', 'custom_tool_call_input.done'],
].map((name) => `response.${name}`)

const { json: almost } = fc.letrec((tie) => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(...VALUES, null, true, 0, 1, -1, 1e21),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie('json'), { maxKeys: 6 }),
  ),
}))
const anything = fc.oneof(almost, fc.jsonValue())
const requests = fc.oneof(
  anything,
  fc.record({ input: fc.oneof(anything, fc.array(almost)), tools: fc.array(almost), text: almost }),
)

describe('any JSON', () => {
  it('is a request or a bad request, and a request can be said again', () => {
    fc.assert(
      fc.property(requests, (body) => {
        const before = JSON.stringify(body)
        const warn = () => undefined
        try {
          const request = responsesCodec.decodeRequest(body, { model: null, stream: null })
          responsesCodec.encodeRequest(request, { providerType: 'codex', model: 'gpt-5', warn })
          const foreign = { ...request, extras: {} }
          responsesCodec.encodeRequest(foreign, { providerType: 'codex', model: 'gpt-5', warn })
        } catch (error) {
          if (!(error instanceof GatewayError)) throw error
          expect(error.code).toBe('bad_request')
        }
        expect(JSON.stringify(body)).toBe(before)
      }),
      { numRuns: 500 },
    )
  })

  it('is an answer or a failure, and an answer can be said again', () => {
    const bodies = fc.oneof(anything, fc.record({ output: fc.array(almost), status: almost, usage: almost }))
    fc.assert(
      fc.property(bodies, (body) => {
        try {
          const response = responsesCodec.decodeResponse(body)
          responsesCodec.encodeResponse(response, clientContext())
        } catch (error) {
          if (!(error instanceof IrFailure)) throw error
        }
        expect(responsesCodec.decodeError(500, body).message).not.toBe('')
      }),
      { numRuns: 500 },
    )
  })

  it('is skipped in a stream where it is no event', () => {
    const frames: fc.Arbitrary<SseFrame[]> = fc.array(
      fc.record({
        name: fc.option(fc.constantFrom(...EVENTS)),
        data: fc.oneof(anything, fc.constant('[DONE]'), fc.constant(undefined)),
      }),
    )
    fc.assert(
      fc.property(frames, (stream) => {
        const events = decodeAll(stream)
        const ends = events.filter(({ type }) => type === 'end' || type === 'error')
        expect(ends.length).toBeLessThanOrEqual(1)
        if (events.length > 0) expect(events[0]?.type === 'start' || events[0]?.type === 'ping').toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

describe('any answer', () => {
  it('comes back from a stream as it was, and the stream is well-formed', () => {
    fc.assert(
      fc.property(responses, (response) => {
        const frames = framesIn(encoded(response))
        expect(checkResponsesStream(frames)).toEqual([])
        expect(plain(collect(decodeAll(frames)))).toEqual(plain(response))
      }),
    )
  })

  it('comes back from a body as it was, which is what closes the stream', () => {
    fc.assert(
      fc.property(responses, (response) => {
        const body = responsesCodec.encodeResponse(response, clientContext())
        expect(plain(responsesCodec.decodeResponse(body))).toEqual(plain(response))
        const last = framesIn(encoded(response)).at(-1)
        expect(last?.data).toMatchObject({ response: JSON.parse(JSON.stringify(body)) as object })
      }),
    )
  })

  it('keeps characters whole wherever the upstream cut them', () => {
    const event = (type: string, rest: object): SseFrame => ({ name: type, data: { type, ...rest } })
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
        const units = Array.from({ length: text.length }, (_, at) => text.charAt(at))
        const events = decodeAll([
          event('response.created', { response: { id: 'r' } }),
          event('response.output_item.added', { output_index: 0, item: { type: 'message', id: 'm' } }),
          ...units.map((delta) => event('response.output_text.delta', { output_index: 0, delta })),
          event('response.output_item.done', {
            output_index: 0,
            item: { type: 'message', id: 'm', content: [{ type: 'output_text', text }] },
          }),
          event('response.completed', { response: { id: 'r', output: [] } }),
        ])
        for (const piece of events)
          if (piece.type === 'text') expect(piece.text).not.toMatch(/\p{Surrogate}/u)
        expect(collect(events).parts).toMatchObject([{ type: 'text', text }])
      }),
    )
  })
})
