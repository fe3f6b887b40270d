import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Usage } from '#server/domain/usage'
import { mapChargedClaudeUsage, mapClaudeUsage } from './claude/map-usage'
import { mapResponsesUsage } from './codex-responses/map-usage'
import { mapGeminiUsage } from './gemini/map-usage'
import { mapChatUsage } from './openai-chat/map-usage'

const usage = (overrides: Partial<Usage>): Usage => ({
  input: 0,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  output: 0,
  reasoning: 0,
  ...overrides,
})

describe('Claude', () => {
  it.each([
    ['nothing', {}, {}],
    [
      'nulls',
      { input_tokens: 3, cache_read_input_tokens: null, cache_creation_input_tokens: null, output_tokens: 2 },
      { input: 3, output: 2 },
    ],
    ['writes without a split', { cache_creation_input_tokens: 9 }, { cacheWrite5m: 9 }],
    [
      'writes of both kinds',
      {
        cache_creation_input_tokens: 9,
        cache_creation: { ephemeral_5m_input_tokens: 4, ephemeral_1h_input_tokens: 5 },
      },
      { cacheWrite5m: 4, cacheWrite1h: 5 },
    ],
    [
      'a split without a total',
      { cache_creation: { ephemeral_5m_input_tokens: 4, ephemeral_1h_input_tokens: 5 } },
      { cacheWrite5m: 4, cacheWrite1h: 5 },
    ],
    [
      'thinking as a part',
      { output_tokens: 10, output_tokens_details: { thinking_tokens: 7 } },
      { output: 10, reasoning: 7 },
    ],
  ])('%s', (_, raw, expected) => {
    expect(mapClaudeUsage(raw)).toEqual(usage(expected))
  })
})

describe('what Claude charges', () => {
  it('is the totals and the summaries made on the way, which are not in them', () => {
    const compaction = { type: 'compaction', input_tokens: 60, output_tokens: 5, cache_read_input_tokens: 7 }
    const raw = {
      input_tokens: 6,
      output_tokens: 2,
      iterations: [compaction, { type: 'message', input_tokens: 6 }],
    }
    expect(mapChargedClaudeUsage(raw)).toEqual(usage({ input: 66, output: 7, cacheRead: 7 }))
    expect(mapChargedClaudeUsage({ input_tokens: 6, iterations: [null, 'x', {}] })).toEqual(
      usage({ input: 6 }),
    )
    expect(mapChargedClaudeUsage({ iterations: null })).toEqual(usage({}))
  })
})

describe('Chat', () => {
  it.each([
    ['nothing', {}, {}],
    [
      'cache inside the prompt',
      { prompt_tokens: 10, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 4 } },
      { input: 6, cacheRead: 4, output: 5 },
    ],
    [
      'more cached than prompted (Azure Grok)',
      { prompt_tokens: 10, prompt_tokens_details: { cached_tokens: 12 } },
      { cacheRead: 10 },
    ],
    [
      'cache writes (OpenRouter)',
      { prompt_tokens: 10, prompt_tokens_details: { cached_tokens: 4, cache_write_tokens: 9 } },
      { cacheRead: 4, cacheWrite5m: 6 },
    ],
    [
      'DeepSeek’s words for the cache',
      { prompt_tokens: 10, prompt_cache_hit_tokens: 7, prompt_cache_miss_tokens: 3 },
      { input: 3, cacheRead: 7 },
    ],
    [
      'reasoning as a part',
      {
        prompt_tokens: 1,
        completion_tokens: 9,
        total_tokens: 10,
        completion_tokens_details: { reasoning_tokens: 4 },
      },
      { input: 1, output: 9, reasoning: 4 },
    ],
    [
      'reasoning beside (xAI)',
      {
        prompt_tokens: 1,
        completion_tokens: 9,
        total_tokens: 14,
        completion_tokens_details: { reasoning_tokens: 4 },
      },
      { input: 1, output: 13, reasoning: 4 },
    ],
    [
      'null details',
      { prompt_tokens: 2, prompt_tokens_details: null, completion_tokens_details: null },
      { input: 2 },
    ],
  ])('%s', (_, raw, expected) => {
    expect(mapChatUsage(raw)).toEqual(usage(expected))
  })
})

describe('Responses', () => {
  it.each([
    ['nothing', {}, {}],
    [
      'cache and reasoning inside',
      {
        input_tokens: 10,
        input_tokens_details: { cached_tokens: 4 },
        output_tokens: 8,
        output_tokens_details: { reasoning_tokens: 3 },
      },
      { input: 6, cacheRead: 4, output: 8, reasoning: 3 },
    ],
    [
      'cache writes',
      { input_tokens: 10, input_tokens_details: { cached_tokens: 4, cache_write_tokens: 2 } },
      { input: 4, cacheRead: 4, cacheWrite5m: 2 },
    ],
  ])('%s', (_, raw, expected) => {
    expect(mapResponsesUsage(raw)).toEqual(usage(expected))
  })
})

describe('Gemini', () => {
  it.each([
    ['nothing', {}, {}],
    [
      'thoughts beside the candidates',
      { promptTokenCount: 5, candidatesTokenCount: 3, thoughtsTokenCount: 4, totalTokenCount: 12 },
      { input: 5, output: 7, reasoning: 4 },
    ],
    [
      'cache inside the prompt',
      { promptTokenCount: 5, cachedContentTokenCount: 2 },
      { input: 3, cacheRead: 2 },
    ],
    ['results of tools beside', { promptTokenCount: 5, toolUsePromptTokenCount: 3 }, { input: 8 }],
  ])('%s', (_, raw, expected) => {
    expect(mapGeminiUsage(raw)).toEqual(usage(expected))
  })
})

describe('whatever an upstream sends', () => {
  const odd = fc.oneof(
    fc.integer({ min: -5, max: 1_000 }),
    fc.double(),
    fc.constant(null),
    fc.string(),
    fc.constant(undefined),
    fc.constant({}),
  )
  const details = fc.record({
    cached_tokens: odd,
    cache_write_tokens: odd,
    reasoning_tokens: odd,
    thinking_tokens: odd,
    ephemeral_1h_input_tokens: odd,
  })
  const names = [
    'input_tokens',
    'output_tokens',
    'cache_read_input_tokens',
    'cache_creation_input_tokens',
    'prompt_tokens',
    'completion_tokens',
    'total_tokens',
    'promptTokenCount',
    'candidatesTokenCount',
    'cachedContentTokenCount',
    'thoughtsTokenCount',
    'toolUsePromptTokenCount',
  ]
  const nested = [
    'input_tokens_details',
    'output_tokens_details',
    'prompt_tokens_details',
    'completion_tokens_details',
    'cache_creation',
  ]
  const raw = fc.record({
    ...Object.fromEntries(names.map((name) => [name, odd])),
    ...Object.fromEntries(nested.map((name) => [name, fc.oneof(details, odd)])),
  })

  it.each([
    ['Claude', mapClaudeUsage],
    ['Chat', mapChatUsage],
    ['Responses', mapResponsesUsage],
    ['Gemini', mapGeminiUsage],
  ] as const)('%s gives whole numbers, none negative, reasoning within output', (_, map) => {
    fc.assert(
      fc.property(raw, (value) => {
        const mapped = map(value)
        for (const count of Object.values(mapped)) expect(Number.isInteger(count) && count >= 0).toBe(true)
        expect(mapped.reasoning).toBeLessThanOrEqual(mapped.output)
      }),
    )
  })
})
