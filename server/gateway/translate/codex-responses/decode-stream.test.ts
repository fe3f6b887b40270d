import { describe, expect, it } from 'vitest'
import type { SseFrame } from '../ir/codec'
import { collect } from '../ir/response'
import { decodeAll } from './codec-fixtures'
import { responsesCodec } from './codec'

const event = (type: string, rest: object = {}): SseFrame => ({ name: type, data: { type, ...rest } })
const CALL = { type: 'function_call', id: 'fc_1', call_id: 'c1', name: 'f' }
const END = event('response.completed', { response: { status: 'completed', usage: null } })

const parts = (...frames: SseFrame[]) => collect(decodeAll([...frames, END])).parts

describe('backends that leave things out', () => {
  it('take arguments from whichever event has them', () => {
    const added = event('response.output_item.added', { output_index: 0, item: { ...CALL, arguments: '' } })
    const delta = event('response.function_call_arguments.delta', { output_index: 0, delta: '{"a":' })
    const done = event('response.function_call_arguments.done', { output_index: 0, arguments: '{"a":1}' })
    const item = event('response.output_item.done', {
      output_index: 0,
      item: { ...CALL, arguments: '{"a":1}' },
    })
    const expected = [{ type: 'tool_call', id: 'c1', name: 'f', arguments: '{"a":1}' }]
    expect(parts(added, delta, done, item)).toMatchObject(expected)
    expect(parts(added, done, item)).toMatchObject(expected)
    expect(parts(added, delta, item)).toMatchObject(expected)
    expect(parts(added, delta, done)).toMatchObject(expected)
    expect(parts(item)).toMatchObject(expected)
    expect(parts(delta, done, item)).toMatchObject(expected)
  })

  it('without indices, by their ids', () => {
    expect(
      parts(
        event('response.output_item.added', { item: { ...CALL, arguments: '' } }),
        event('response.output_item.added', { item: { ...CALL, id: 'fc_2', call_id: 'c2', arguments: '' } }),
        event('response.function_call_arguments.delta', { item_id: 'fc_2', delta: '{"b":2}' }),
        event('response.function_call_arguments.delta', { item_id: 'fc_1', delta: '{"a":1}' }),
      ),
    ).toMatchObject([
      { id: 'c1', arguments: '{"a":1}' },
      { id: 'c2', arguments: '{"b":2}' },
    ])
  })

  it('with another id in each event, and each item once in the end', () => {
    const text = (id: string) => ({ id, type: 'message', content: [{ type: 'output_text', text: 'hi' }] })
    const { parts: found } = collect(
      decodeAll([
        event('response.output_item.added', { output_index: 0, item: { id: 'a', type: 'message' } }),
        event('response.output_text.delta', { output_index: 0, item_id: 'b', delta: 'hi' }),
        event('response.output_item.done', { output_index: 0, item: text('c') }),
        event('response.completed', { response: { output: [text('d')] } }),
      ]),
    )
    expect(found).toMatchObject([{ type: 'text', text: 'hi' }])
  })

  it('with the first index for every item', () => {
    const call = (id: string) => ({ ...CALL, id, call_id: `c_${id}`, arguments: '{}' })
    const output = [call('x'), call('y')]
    const { parts: found } = collect(
      decodeAll([
        ...output.map((item) => event('response.output_item.done', { output_index: 0, item })),
        event('response.completed', { response: { output } }),
      ]),
    )
    expect(found).toMatchObject([{ id: 'c_x' }, { id: 'c_y' }])
  })

  it('with neither ids nor indices', () => {
    const message = (text: string) => ({ type: 'message', content: [{ type: 'output_text', text }] })
    const output = [message('a'), message('b')]
    const { parts: found } = collect(
      decodeAll([
        ...output.map((item) => event('response.output_item.done', { item })),
        event('response.completed', { response: { output } }),
      ]),
    )
    expect(found).toMatchObject([{ text: 'a' }, { text: 'b' }])
  })

  it('with a name that comes late', () => {
    expect(
      parts(
        event('response.output_item.added', { output_index: 0, item: { type: 'function_call', id: 'fc_1' } }),
        event('response.function_call_arguments.delta', { output_index: 0, delta: '{}' }),
        event('response.output_item.done', { output_index: 0, item: { ...CALL, arguments: '{}' } }),
      ),
    ).toMatchObject([{ id: 'c1', name: 'f', arguments: '{}' }])
  })

  it('without an id for a call', () => {
    const item = { type: 'function_call', name: 'f', arguments: '{}' }
    expect(parts(event('response.output_item.done', { output_index: 0, item }))).toMatchObject([
      { id: 'call_0', name: 'f' },
    ])
  })
})

describe('thoughts', () => {
  it('have a blank line between their segments, and their proof at the end', () => {
    const at = (summary: number, delta: string) =>
      event('response.reasoning_summary_text.delta', { output_index: 0, summary_index: summary, delta })
    const item = {
      type: 'reasoning',
      id: 'rs_1',
      summary: [
        { type: 'summary_text', text: 'one' },
        { type: 'summary_text', text: 'two' },
      ],
      encrypted_content: 'enc',
    }
    const expected = [{ type: 'reasoning', text: 'one\n\ntwo', signature: { value: 'enc' } }]
    const done = event('response.output_item.done', { output_index: 0, item })
    expect(parts(at(0, 'o'), at(0, 'ne'), at(1, 'two'), done)).toMatchObject(expected)
    expect(parts(done)).toMatchObject(expected)
    expect(responsesCodec.decodeResponse({ output: [item] }).parts).toMatchObject(expected)
  })
})

describe('the end', () => {
  it('is not there for a stream that was cut', () => {
    const events = decodeAll([event('response.created', { response: { id: 'r' } })])
    expect(() => collect(events)).toThrow('The answer was cut.')
  })

  it('takes [DONE], comments and what is unknown for nothing', () => {
    expect(
      decodeAll([
        { name: null, data: '[DONE]' },
        { name: 'response.hologram', data: { type: 'response.hologram' } },
        { name: null, data: undefined },
      ]),
    ).toEqual([])
  })

  it.each([
    ['nested', { error: { type: 'x', code: 'rate_limit_exceeded', message: 'slow' } }],
    ['flat', { code: 'rate_limit_exceeded', message: 'slow', param: null }],
  ])('tells an error once, %s', (_, rest) => {
    const events = decodeAll([
      event('response.created', { response: { id: 'r' } }),
      event('error', rest),
      event('response.failed', { response: { error: { code: 'server_error', message: 'other' } } }),
    ])
    expect(events.slice(1)).toEqual([
      {
        type: 'error',
        error: { kind: 'rate_limit', status: 429, message: 'slow', code: 'rate_limit_exceeded', param: null },
      },
    ])
  })

  it.each([
    ['context_length_exceeded', 'context_length', 400],
    ['insufficient_quota', 'billing', 429],
    ['server_is_overloaded', 'overloaded', 503],
    ['something_new', 'server', 502],
  ])('knows what %s means', (code, kind, status) => {
    const failed = event('response.failed', { response: { status: 'failed', error: { code, message: 'm' } } })
    expect(decodeAll([failed]).at(-1)).toMatchObject({ error: { kind, status, code, message: 'm' } })
  })
})

describe('errors of a status', () => {
  it.each([
    [429, { error: { type: 'insufficient_quota', code: 'insufficient_quota', message: 'm' } }, 'billing'],
    [429, { error: { type: 'usage_limit_reached', message: 'm', resets_at: 1 } }, 'rate_limit'],
    [400, { error: { code: 'context_length_exceeded', message: 'm' } }, 'context_length'],
    [400, { error: { code: 'model_not_found', message: 'm' } }, 'not_found'],
    [401, { error: { code: '401', message: 'm' } }, 'authentication'],
    [400, { code: 'invalid-argument', error: 'm' }, 'invalid_request'],
    [422, { detail: 'm' }, 'invalid_request'],
    [503, '<html>m</html>', 'overloaded'],
    [500, { error: { code: 'model_not_found', message: 'm' } }, 'server'],
  ])('%i %o', (status, body, kind) => {
    const error = responsesCodec.decodeError(status, body)
    expect(error).toMatchObject({ status, kind })
    expect(error.message).toContain('m')
  })
})
