import { describe, expect, it } from 'vitest'
import type { IrEvent } from '../ir/response'
import { collect } from '../ir/response'
import { claudeCodec } from './codec'
import { checkClaudeStream } from './grammar'
import { decodeFrames, encodeEvents, framesOf, named } from './stream-fixtures'

const read = (...events: unknown[]): IrEvent[] => decodeFrames(events.map(named))
const START = {
  type: 'message_start',
  message: { id: 'm', model: 'x', content: [], usage: { input_tokens: 3 } },
}
const block = (content_block: unknown, index = 0) => ({ type: 'content_block_start', index, content_block })
const delta = (fields: unknown, index = 0) => ({ type: 'content_block_delta', index, delta: fields })
const stop = (index = 0) => ({ type: 'content_block_stop', index })
const END = [
  {
    type: 'message_delta',
    delta: { stop_reason: 'end_turn' },
    usage: { output_tokens: 5, input_tokens: null },
  },
  { type: 'message_stop' },
]
const CALL = { type: 'tool_use', id: 't', name: 'f' }

describe('a stream that only looks like Anthropic', () => {
  it('may send a whole input at once, or none, or call without an id', () => {
    const { parts, finish } = collect(
      read(
        START,
        ...[block({ ...CALL, input: { a: 1 } }), stop()],
        ...[
          block({ ...CALL, input: {} }, 1),
          delta({ type: 'input_json_delta', partial_json: '' }, 1),
          stop(1),
        ],
        ...[block({ ...CALL, id: '' }, 2), stop(2)],
        ...END,
      ),
    )
    expect(parts).toMatchObject([{ arguments: '{"a":1}' }, { arguments: '{}' }, { id: 'toolu_m_2' }])
    expect(finish).toEqual({ reason: 'tool_calls', stopSequence: null, raw: 'end_turn' })
  })

  it('may forget to begin, to open and to close', () => {
    const events = read(
      delta({ type: 'thinking_delta', thinking: 'h' }),
      delta({ type: 'thinking_delta', thinking: 'm' }),
      block({ type: 'text' }),
      delta({ type: 'text_delta', text: 'hi' }),
      ...END,
    )
    expect(collect(events).parts).toMatchObject([
      { type: 'reasoning', text: 'hm' },
      { type: 'text', text: 'hi' },
    ])
    expect(checkClaudeStream(framesOf(encodeEvents(events)))).toEqual([])
  })

  it('keeps counts that later events leave out', () => {
    expect(collect(read(START, ...END)).usage).toMatchObject({ input: 3, output: 5 })
  })
})

describe('the end of a stream', () => {
  it('is not made up', () => {
    const decoder = claudeCodec.createStreamDecoder()
    decoder.feed(named(START))
    decoder.feed(named(END[0]))
    expect(decoder.finish()).toEqual([])
  })

  it('is an error when the provider says so', () => {
    const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }
    const events = read(START, error, ...END)
    expect(events.at(-1)).toEqual({
      type: 'error',
      error: {
        kind: 'overloaded',
        status: 529,
        message: 'Overloaded',
        code: 'overloaded_error',
        param: null,
      },
    })
    const frames = framesOf(encodeEvents(events))
    expect(checkClaudeStream(frames)).toEqual([])
    expect(frames.at(-1)).toEqual({ name: 'error', data: { ...error, request_id: 'req1' } })
  })
})

describe('decodeError', () => {
  it.each([
    [
      400,
      { error: { type: 'invalid_request_error', message: 'prompt is too long: 2 > 1' } },
      'context_length',
    ],
    [400, { error: { type: 'billing_error', message: 'm' } }, 'billing'],
    [429, { error: { type: 'invalid_request_error', message: 'm' } }, 'rate_limit'],
    [529, '<html>', 'overloaded'],
    [502, { detail: 'x' }, 'server'],
    [200, { type: 'error', error: { type: 'api_error', message: 'm' } }, 'server'],
    [413, null, 'too_large'],
  ])('%d %j is %s', (status, body, kind) => {
    const error = claudeCodec.decodeError(status, body)
    expect(error.kind).toBe(kind)
    expect(error.message).not.toBe('')
    expect(error.message).not.toContain('<')
  })
})
