import { describe, expect, it } from 'vitest'
import { DIALECTS } from '#server/domain/dialect'
import { NO_SAMPLING } from '../ir/request'
import { assistant, callOf, requestOf, resultOf, user } from '../request-fixtures'
import { mended, signed, thinking, turnsOf } from './repair-fixtures'

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

  it('a summary that the organization may not have is not asked for', () => {
    const refusal = 'Your organization must be verified to generate reasoning summaries.'
    const request = requestOf([user('a')], { reasoning: { ...thinking(null, 'high'), visible: true } })
    const { request: silent, marks } = mended(request, { to: 'codex-responses', refusal })
    expect(silent.reasoning).toMatchObject({ effort: 'high', visible: false })
    expect(marks).toEqual(['reasoning_summary'])
  })

  it('about anything else changes nothing', () => {
    const request = requestOf([user('a'), assistant('b')], { reasoning: thinking(2_048) })
    const refusal = '{"error":{"message":"prompt is too long: 3333404 tokens > 200000 maximum"}}'
    for (const to of DIALECTS) expect(mended(request, { to, refusal })).toEqual({ request, marks: [] })
  })
})
