import { describe, expect, it } from 'vitest'
import { checkClaudeStream } from './grammar'
import { named } from './stream-fixtures'

const START = {
  type: 'message_start',
  message: { id: 'm', model: 'x', role: 'assistant', usage: { input_tokens: 0 } },
}
const TEXT = { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }
const DELTA = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'a' } }
const STOP = { type: 'content_block_stop', index: 0 }
const CHANGE = { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 0 } }
const END = { type: 'message_stop' }
const check = (...events: unknown[]) => checkClaudeStream(events.map(named))

describe('checkClaudeStream', () => {
  it('finds nothing in a stream that is in order', () => {
    expect(check(START, { type: 'ping' }, TEXT, DELTA, STOP, CHANGE, END)).toEqual([])
  })

  it.each([
    ['no end', [START, TEXT, DELTA, STOP, CHANGE]],
    ['2: block in a block', [START, TEXT, { ...TEXT, index: 1 }, STOP, CHANGE, END]],
    ['1: delta outside of a block', [START, DELTA, CHANGE, END]],
    ['1: index 1 for 0', [START, { ...TEXT, index: 1 }, STOP, CHANGE, END]],
    ['1: end of no block', [START, STOP, CHANGE, END]],
    ['2: block open', [START, TEXT, CHANGE, END]],
    ['2: second message_delta', [START, CHANGE, CHANGE, END]],
    ['1: message_stop before message_delta', [START, END]],
    ['3: ping after the end', [START, CHANGE, END, { type: 'ping' }]],
    [
      '2: input_json_delta in text',
      [START, TEXT, { ...DELTA, delta: { type: 'input_json_delta' } }, STOP, CHANGE, END],
    ],
  ])('finds %s', (what, events) => {
    expect(check(...events)).toContain(what)
  })

  it('wants each event to have its name', () => {
    expect(checkClaudeStream([{ name: null, data: { type: 'error', error: {} } }])).toEqual([
      '0: named nothing, type error',
    ])
  })
})
