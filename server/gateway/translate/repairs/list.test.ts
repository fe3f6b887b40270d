import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Dialect } from '#server/domain/dialect'
import { DIALECTS } from '#server/domain/dialect'
import { GatewayError } from '#server/domain/errors'
import type { Part } from '../ir/parts'
import type { Reasoning } from '../ir/reasoning'
import type { IrRequest, Turn } from '../ir/request'
import { NO_SAMPLING } from '../ir/request'
import { assistant, callOf, requestOf, resultOf, user } from '../request-fixtures'
import { arrangeResults, joinRuns } from './join-turns'
import { mend, REPAIRS } from './list'

function mended(
  request: IrRequest,
  options: { to?: Dialect; refusal?: string; switchedOff?: readonly string[] } = {},
): { request: IrRequest; marks: string[] } {
  const marks: string[] = []
  const { to = 'claude', refusal = '', switchedOff = [] } = options
  const result = mend(joinRuns(request), {
    to,
    refusal,
    translated: refusal === '',
    switchedOff,
    instructions: null,
    warn: () => undefined,
    mark: (name) => marks.push(name),
  })
  return { request: result, marks }
}

const signed = (dialect: Dialect, text = 'thought'): Part => ({
  type: 'reasoning',
  text,
  redacted: false,
  signature: { dialect, value: 'proof' },
})
const thinking = (budget: number | null, effort: Reasoning['effort'] = null): Reasoning => ({
  mode: 'on',
  effort,
  budget,
  visible: null,
})
const turnsOf = ({ request }: { request: IrRequest }) => request.turns

describe('the list of repairs', () => {
  it('has a name for each', () => {
    expect(REPAIRS.map(({ name }) => name)).toEqual([
      'official_instructions',
      'foreign_signature',
      'rejected_signature',
      'missing_thought',
      'empty_content',
      'orphan_tool_result',
      'repeated_tool_result',
      'unanswered_tool_call',
      'trailing_assistant',
      'missing_call_id',
      'thinking_budget',
      'thinking_mode',
      'reasoning_effort',
      'fixed_sampling',
    ])
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

describe('after a refusal', () => {
  it('thoughts of another account go, and with them the wish to think in a tool loop', () => {
    const refusal = '{"error":{"message":"messages.1.content.0: Invalid `signature` in `thinking` block"}}'
    const turns = [user('a'), assistant(signed('claude'), callOf('1')), user(resultOf('1'))]
    const { request, marks } = mended(requestOf(turns, { reasoning: thinking(4_096) }), { refusal })
    expect(marks).toEqual(['rejected_signature'])
    expect(request.turns[1]).toEqual(assistant(callOf('1')))
    expect(request.reasoning?.mode).toBe('off')
  })

  it.each([
    ['codex-responses', 'invalid_encrypted_content: The encrypted content gAAA could not be verified.'],
    ['gemini', 'Thought signature is not valid'],
  ] as const)('%s: thoughts of another account go', (to, refusal) => {
    const call = callOf('1', { signature: { dialect: to, value: 's' } })
    const request = requestOf([user('a'), assistant(signed(to, ''), call), user(resultOf('1'))])
    expect(turnsOf(mended(request, { to, refusal }))[1]).toEqual(assistant(callOf('1')))
  })

  it.each([
    ['thinking.enabled.budget_tokens: Input should be greater than or equal to 1024', 16, 8_192, 1_024],
    ['`max_tokens` must be greater than `thinking.budget_tokens`', 9_000, 8_192, 6_553],
    ['`max_tokens` must be greater than `thinking.budget_tokens`', 9_000, 500, null],
  ])('a budget fits: %s', (refusal, budget, maxTokens, fitted) => {
    const request = requestOf([user('a')], { reasoning: thinking(budget), maxTokens })
    expect(mended(request, { refusal }).request.reasoning?.budget).toBe(fitted)
  })

  it('a budget fits in the range that Gemini names', () => {
    const refusal = 'The thinking budget 0 is invalid. Please choose a value between 128 and 32768.'
    const request = requestOf([user('a')], { reasoning: thinking(0) })
    expect(mended(request, { to: 'gemini', refusal }).request.reasoning?.budget).toBe(128)
  })

  it.each([
    [
      'claude',
      "This model does not support effort level 'xhigh'. Supported levels: high, low, max, medium.",
      'xhigh',
      'high',
    ],
    [
      'openai-chat',
      "Unsupported value: 'reasoning_effort' does not support 'minimal' with this model. Supported values are: 'low', 'medium', and 'high'.",
      'minimal',
      'low',
    ],
    ['codex-responses', "Unknown parameter: 'reasoning.effort'.", 'high', undefined],
  ] as const)('%s: the nearest effort that it knows', (to, refusal, effort, fitted) => {
    const request = requestOf([user('a')], { reasoning: thinking(null, effort) })
    expect(mended(request, { to, refusal }).request.reasoning?.effort).toBe(fitted)
  })

  it('the newer way of thinking in place of the older, and back', () => {
    const refusal =
      '\\"thinking.type.enabled\\" is not supported for this model. Use \\"thinking.type.adaptive\\"'
    const request = requestOf([user('a')], { reasoning: thinking(8_192) })
    expect(mended(request, { refusal }).request.reasoning).toMatchObject({ mode: 'auto', effort: 'medium' })
    const adaptive = requestOf([user('a')], { reasoning: { ...thinking(null, 'high'), mode: 'auto' } })
    const back = mended(adaptive, { refusal: 'adaptive thinking is not supported on this model' })
    expect(back.request.reasoning).toMatchObject({ mode: 'on', budget: 16_384 })
  })

  it.each([
    ['claude', '`temperature` may only be set to 1 when thinking is enabled.'],
    ['openai-chat', "Unsupported value: 'temperature' does not support 0.2 with this model."],
    ['codex-responses', "Unsupported parameter: 'top_p' is not supported with this model."],
  ] as const)('%s: sampling is left to the model', (to, refusal) => {
    const sampling = { ...NO_SAMPLING, temperature: 0.2, topP: 0.5, seed: 7 }
    const { request, marks } = mended(requestOf([user('a')], { sampling }), { to, refusal })
    expect(request.sampling).toEqual({ ...NO_SAMPLING, seed: 7 })
    expect(marks).toEqual(['fixed_sampling'])
  })

  it('about anything else changes nothing', () => {
    const request = requestOf([user('a'), assistant('b')], { reasoning: thinking(2_048) })
    const refusal = '{"error":{"message":"prompt is too long: 3333404 tokens > 200000 maximum"}}'
    for (const to of DIALECTS) expect(mended(request, { to, refusal })).toEqual({ request, marks: [] })
  })
})
