import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DIALECTS } from '#server/domain/dialect'
import { GatewayError } from '#server/domain/errors'
import { REPAIR_NAMES } from '#server/domain/repair-names'
import type { Part } from '../ir/parts'
import type { Turn } from '../ir/request'
import { assistant, callOf, requestOf, resultOf, user } from '../request-fixtures'
import { arrangeResults } from './join-turns'
import { REPAIRS } from './list'
import { mended, signed, turnsOf } from './repair-fixtures'

describe('the list of repairs', () => {
  it('is in the order of the names that the administration knows', () => {
    expect(REPAIRS.map(({ name }) => name)).toEqual(REPAIR_NAMES)
  })

  it('leaves a sound request as it is, marks and all', () => {
    const request = requestOf([
      user('a'),
      assistant('b', callOf('1'), callOf('2')),
      user(resultOf('1'), resultOf('2')),
    ])
    for (const to of DIALECTS) {
      const { request: same, marks } = mended(request, { to })
      expect(same).toBe(request)
      expect(marks).toEqual([])
    }
  })
})

describe('turns ahead of a translation', () => {
  it('lose what is empty, and whole messages of it', () => {
    const { request, marks } = mended(requestOf([user('a', ''), assistant(''), user('b', ' ')]))
    expect(request.turns).toEqual([user('a', 'b')])
    expect(marks).toEqual(['empty_content'])
    expect(turnsOf(mended(requestOf([user('b', ' ')]), { to: 'gemini' }))).toEqual([user('b', ' ')])
  })

  it('keep a result without a call as text', () => {
    const { request, marks } = mended(requestOf([user(resultOf('gone'), 'next')]))
    expect(request.turns).toEqual([user('Result of an earlier tool call:', 'result of gone', 'next')])
    expect(marks).toEqual(['orphan_tool_result'])
  })

  it('answer a call once, by its first result', () => {
    const { request, marks } = mended(
      requestOf([user('a'), assistant(callOf('1')), user(resultOf('1', 'x'), resultOf('1', 'y'))]),
    )
    expect(request.turns[2]).toEqual(user(resultOf('1', 'x')))
    expect(marks).toEqual(['repeated_tool_result'])
  })

  it('answer every call, wherever the conversation was broken off', () => {
    const calls = assistant(callOf('1'), callOf('2'))
    const { request, marks } = mended(
      requestOf([user('a'), calls, user(resultOf('2')), assistant('b', callOf('3'))]),
    )
    expect(marks).toEqual(['unanswered_tool_call'])
    expect(request.turns.map(({ role, parts }) => [role, ...parts.map(idOf)])).toEqual([
      ['user', 'text'],
      ['assistant', 'call 1', 'call 2'],
      ['user', 'result 1', 'result 2'],
      ['assistant', 'text', 'call 3'],
      ['user', 'result 3'],
    ])
  })

  it('have the instructions for a message where there is none', () => {
    const request = requestOf([], { system: [{ type: 'text', text: 'Say hi.' }] })
    const { request: spoken, marks } = mended(request, { to: 'gemini' })
    expect([spoken.system, spoken.turns]).toEqual([[], [user('Say hi.')]])
    expect(marks).toEqual(['missing_message'])
    expect(mended(request, { to: 'openai-chat' }).marks).toEqual([])
  })

  it('end with the user where an answer cannot be begun', () => {
    const request = requestOf([user('a'), assistant('{')])
    expect(mended(request, { to: 'codex-responses' }).marks).toEqual(['trailing_assistant'])
    expect(turnsOf(mended(request, { to: 'codex-responses' })).at(-1)?.role).toBe('user')
    expect(mended(request, { to: 'claude' }).marks).toEqual([])
  })

  it('lose the signatures of others', () => {
    const call = callOf('1', { signature: { dialect: 'gemini', value: 's' } })
    const request = requestOf([user('a'), assistant(signed('gemini'), call), user(resultOf('1'))])
    expect(turnsOf(mended(request, { to: 'claude' }))[1]).toEqual(assistant(callOf('1')))
    expect(turnsOf(mended(request, { to: 'gemini' }))).toBe(request.turns)
    expect(mended(request, { to: 'claude' }).marks).toEqual(['foreign_signature'])
  })

  it('own up to ids that were made', () => {
    const request = requestOf([
      user('a'),
      assistant(callOf('call_gm_t1_p0')),
      user(resultOf('call_gm_t1_p0')),
    ])
    expect(mended(request, { to: 'openai-chat' }).marks).toEqual(['missing_call_id'])
    expect(mended(request, { to: 'gemini' }).marks).toEqual([])
    expect(() => mended(request, { to: 'claude', switchedOff: ['missing_call_id'] })).toThrow(GatewayError)
  })

  it('are left alone by a repair that is switched off', () => {
    const request = requestOf([user('a'), assistant('{')])
    const off = { to: 'openai-chat', switchedOff: ['trailing_assistant'] } as const
    expect(mended(request, off)).toEqual({ request, marks: [] })
  })

  const part = fc.oneof(
    fc.constantFrom<Part>({ type: 'text', text: '' }, { type: 'text', text: 'x' }, signed('claude')),
    fc.constantFrom('1', '2', '3').map((id) => callOf(id)),
    fc.constantFrom('1', '2', '3').map((id) => resultOf(id)),
  )
  const turn = fc.record({
    role: fc.constantFrom<Turn['role']>('user', 'assistant', 'system'),
    parts: fc.array(part, { maxLength: 5 }),
  })
  /** Calls stand in answers, results in the words of users, as decoders put them. */
  const tidy = ({ role, parts }: Turn): Turn => ({
    role,
    parts: parts.filter(({ type }, at) =>
      role === 'assistant'
        ? type !== 'tool_result' && parts.findIndex((other) => idOf(other) === idOf(parts[at])) === at
        : type === 'text' || (type === 'tool_result' && role === 'user'),
    ),
  })

  it('follow the rules of every protocol, whatever they were', () => {
    fc.assert(
      fc.property(fc.array(turn.map(tidy), { maxLength: 8 }), (turns) => {
        const request = arrangeResults(mended(requestOf(turns)).request)
        expect(brokenRules(request.turns)).toEqual([])
        // Once mended, there is nothing more to mend.
        expect(mended(request).marks).toEqual([])
      }),
    )
  })
})

function idOf(part: Part | undefined): string {
  if (part?.type === 'tool_call') return `call ${part.id}`
  return part?.type === 'tool_result' ? `result ${part.callId}` : (part?.type ?? '')
}

/** What the strictest protocol says of a list of turns. */
function brokenRules(turns: readonly Turn[]): string[] {
  const broken: string[] = []
  const spoken = turns.filter(({ role }) => role !== 'system')
  for (const [at, { role, parts }] of spoken.entries()) {
    const previous = spoken[at - 1]
    if (parts.length === 0) broken.push('an empty turn')
    if (role !== 'user') continue
    const results = parts.flatMap((each) => (each.type === 'tool_result' ? [each.callId] : []))
    const calls = (previous?.role === 'assistant' ? previous.parts : []).flatMap((each) =>
      each.type === 'tool_call' ? [each.id] : [],
    )
    if (results.some((id) => !calls.includes(id))) broken.push('a result without a call')
    if (calls.some((id) => results.filter((other) => other === id).length !== 1))
      broken.push('a call without its one result')
    if (parts.slice(results.length).some(({ type }) => type === 'tool_result')) broken.push('a late result')
  }
  if (spoken.at(-1)?.parts.some(({ type }) => type === 'tool_call')) broken.push('a call left open')
  return broken
}
