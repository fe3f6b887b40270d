import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { callOf } from '../request-fixtures'
import { carrySignatures, carrySignaturesIn } from './carry-signatures'
import { collect, eventsOf } from './response'
import { irResponses } from './response-arbitrary-fixtures'

const signed = callOf('2', { signature: { dialect: 'gemini', value: 'proof' } })
const answer = {
  id: null,
  model: null,
  parts: [{ type: 'text' as const, text: 'a' }, callOf('1'), signed, { type: 'text' as const, text: 'b' }],
  finish: null,
  usage: null,
}

const responses = irResponses({
  dialect: 'gemini',
  signed: 'sometimes',
  finishes: [
    { reason: 'stop', stopSequence: null, raw: 'STOP' },
    { reason: 'tool_calls', stopSequence: null, raw: null },
  ],
})

describe('carrying the signature of a tool call', () => {
  it.each(['claude', 'codex-responses'] as const)('for clients of %s, in a thought before it', (client) => {
    const carried = carrySignaturesIn(answer, client)
    expect(carried.parts).toEqual([
      answer.parts[0],
      callOf('1'),
      { type: 'reasoning', text: '', redacted: false, signature: { dialect: 'gemini', value: 'proof' } },
      { ...signed, signature: null },
      answer.parts[3],
    ])
  })

  it.each(['openai-chat', 'gemini'] as const)('leaves it where it is for clients of %s', (client) => {
    expect(carrySignaturesIn(answer, client)).toEqual(answer)
  })

  it('does the same to a stream', () => {
    fc.assert(
      fc.property(responses, fc.constantFrom('claude', 'gemini', 'codex-responses'), (response, client) => {
        const streamed = collect([...eventsOf(response)].flatMap(carrySignatures(client)))
        expect(streamed).toEqual(carrySignaturesIn(response, client))
      }),
    )
    expect(collect([...eventsOf(answer)].flatMap(carrySignatures('claude')))).toEqual(
      carrySignaturesIn(answer, 'claude'),
    )
  })
})
