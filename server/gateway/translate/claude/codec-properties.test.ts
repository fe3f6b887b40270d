import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GatewayError } from '#server/domain/errors'
import type { SseFrame } from '../ir/codec'
import { eventsOf, IrFailure } from '../ir/response'
import type { Finish } from '../ir/response'
import { irResponses } from '../ir/response-arbitrary-fixtures'
import { claudeCodec } from './codec'
import { checkClaudeStream } from './grammar'
import { CONTEXT, decodeFrames, encodeEvents, framesOf, throughStream } from './stream-fixtures'

const finish = (reason: Finish['reason'], raw: string): Finish => ({ reason, raw, stopSequence: null })

const responses = irResponses({
  dialect: 'claude',
  finishes: [
    finish('stop', 'end_turn'),
    finish('length', 'max_tokens'),
    finish('refusal', 'refusal'),
    finish('paused', 'pause_turn'),
    { reason: 'stop_sequence', raw: 'stop_sequence', stopSequence: 'END' },
    finish('tool_calls', 'tool_use'),
  ],
  usage: ['input', 'cacheRead', 'cacheWrite5m', 'cacheWrite1h', 'output', 'reasoning'],
})

/** JSON that is now and then almost what is expected: any object is made of the protocol's own words. */
const WORDS = [
  ...['type', 'role', 'content', 'text', 'thinking', 'signature', 'data', 'id', 'name', 'input', 'source'],
  ...[
    'index',
    'delta',
    'content_block',
    'message',
    'usage',
    'partial_json',
    'citations',
    'citation',
    'error',
  ],
  ...['messages', 'system', 'tools', 'tool_choice', 'output_config', 'format', 'stop_reason', 'tool_use_id'],
]
const VALUES = [
  ...['text', 'image', 'document', 'thinking', 'redacted_thinking', 'tool_use', 'tool_result', 'compaction'],
  ...[
    'user',
    'assistant',
    'system',
    'base64',
    'url',
    'text_delta',
    'input_json_delta',
    'enabled',
    'end_turn',
  ],
  ...['message_start', 'content_block_start', 'content_block_delta', 'content_block_stop', 'message_delta'],
]
const { json: almost } = fc.letrec((tie) => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<unknown>(...VALUES),
    fc.constantFrom<unknown>(null, true, 0, -1.5, '', '\ud83d'),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...WORDS), tie('json'), { maxKeys: 6 }),
  ),
}))
const anything = fc.oneof(almost, fc.jsonValue())

/** What it throws, unless that is of the allowed kind. */
function strangeError(run: () => unknown, allowed: typeof GatewayError | typeof IrFailure): unknown {
  try {
    run()
    return null
  } catch (error) {
    return error instanceof allowed ? null : error
  }
}

describe('any JSON', () => {
  it('is a request, or a bad one', () => {
    const members = fc.record({
      messages: fc.array(anything, { minLength: 1 }),
      tools: anything,
      system: anything,
    })
    fc.assert(
      fc.property(fc.oneof(anything, members), (body) => {
        const decode = () => claudeCodec.decodeRequest(body, { model: null, stream: null })
        expect(strangeError(decode, GatewayError)).toBeNull()
      }),
    )
  })

  it('of a conversation can be encoded again once it was decoded', () => {
    const block = fc.record(
      { type: fc.constantFrom(...VALUES), text: almost, source: almost, content: almost, id: fc.string() },
      { requiredKeys: ['type'] },
    )
    const message = fc.record({
      role: fc.constantFrom('user', 'assistant', 'system'),
      content: fc.oneof(fc.string(), fc.array(block, { maxLength: 3 })),
    })
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 3 }), (messages) => {
        const encode = () => {
          const request = claudeCodec.decodeRequest({ messages }, { model: 'm', stream: false })
          claudeCodec.encodeRequest(request, { providerType: 'claude', model: 'm', warn: () => undefined })
        }
        expect(strangeError(encode, GatewayError)).toBeNull()
      }),
    )
  })

  it('is an answer, or a failure', () => {
    const message = fc.record({ content: fc.array(anything), usage: anything, stop_reason: anything })
    fc.assert(
      fc.property(fc.oneof(anything, message), (body) => {
        expect(strangeError(() => claudeCodec.decodeResponse(body), IrFailure)).toBeNull()
      }),
    )
  })

  it('is an error', () => {
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 599 }), anything, (status, body) => {
        const error = claudeCodec.decodeError(status, body)
        expect(error.status).toBeGreaterThanOrEqual(400)
        expect(claudeCodec.encodeError(error, 'r')).toMatchObject({ type: 'error', request_id: 'r' })
      }),
    )
  })

  it('makes a stream whose translation is in order', () => {
    const event = fc.record({
      type: fc.constantFrom(...VALUES, 'message_stop', 'ping', 'error'),
      index: fc.constantFrom(0, 1, undefined),
      content_block: almost,
      delta: almost,
      message: almost,
      usage: almost,
    })
    const frames = fc.array(
      fc.oneof(event, anything).map((data): SseFrame => ({ name: null, data })),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(frames, (list) => {
        const events = decodeFrames([...list, { name: null, data: { type: 'message_stop' } }])
        expect(checkClaudeStream(framesOf(encodeEvents(events)))).toEqual([])
      }),
    )
  })
})

it('a delta does not say anew what a message is', () => {
  const frames = [
    { type: 'message_start', message: { role: 'assistant', container: { id: 'c_1' } } },
    { type: 'message_delta', delta: { role: 'user', id: 'other', stop_reason: 'end_turn', later: 1 } },
    { type: 'message_stop' },
  ].map((data): SseFrame => ({ name: null, data }))
  const events = decodeFrames(frames)
  expect(checkClaudeStream(framesOf(encodeEvents(events)))).toEqual([])
  expect(events[0]).toMatchObject({ type: 'start', extras: { claude: { container: { id: 'c_1' } } } })
  expect(events[0]).not.toHaveProperty('extras.claude.later')
  expect(events.at(-1)).toEqual({ type: 'end', extras: { claude: { container: { id: 'c_1' }, later: 1 } } })
})

describe('any answer', () => {
  it('goes through a stream unchanged', () => {
    fc.assert(
      fc.property(responses, (response) => {
        expect(checkClaudeStream(framesOf(encodeEvents(eventsOf(response))))).toEqual([])
        expect(throughStream(eventsOf(response))).toEqual(response)
      }),
    )
  })

  it('goes through a body unchanged', () => {
    fc.assert(
      fc.property(responses, (response) => {
        expect(claudeCodec.decodeResponse(claudeCodec.encodeResponse(response, CONTEXT))).toEqual(response)
      }),
    )
  })

  it('never shows half a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
        const growth = text.split('').map((unit) => ({ type: 'text' as const, index: 0, text: unit }))
        const written = encodeEvents([
          { type: 'part-start', index: 0, part: { type: 'text', text: '' } },
          ...growth,
          { type: 'part-end', index: 0 },
          { type: 'end' },
        ])
        expect(written).not.toMatch(/\\ud[89a-f]/i)
        expect(
          throughStream([
            { type: 'part-start', index: 0, part: { type: 'text', text: '' } },
            ...growth,
            { type: 'part-end', index: 0 },
            { type: 'end' },
          ]).parts,
        ).toEqual([{ type: 'text', text }])
      }),
    )
  })
})
