import { describe, expect, it } from 'vitest'
import { readPriceTable } from './read-price-table'

const read = (entry: unknown, model = 'm') => readPriceTable({ [model]: entry })
const pricesOf = (entry: object) => read({ mode: 'chat', ...entry })?.entries[0]?.prices
const plain = { input_cost_per_token: 1e-6, output_cost_per_token: 2e-6 }

describe('a table of prices', () => {
  it('is read by rate, tier and length of the prompt', () => {
    const prices = pricesOf({
      input_cost_per_token: 2e-6,
      output_cost_per_token: 0.000012,
      cache_read_input_token_cost: 2e-7,
      cache_creation_input_token_cost: 2.5e-6,
      cache_creation_input_token_cost_above_1hr: 4e-6,
      output_cost_per_reasoning_token: 3.5e-6,
      input_cost_per_token_priority: 3.6e-6,
      input_cost_per_token_flex: 1e-6,
      input_cost_per_token_batches: 1e-6,
      input_cost_per_token_above_200k_tokens: 4e-6,
      cache_read_input_token_cost_above_200k_tokens_priority: 7.2e-7,
      cache_creation_input_token_cost_above_1hr_above_200k_tokens: 8e-6,
      output_cost_per_token_above_128k_tokens: 1.5e-5,
      input_cost_per_audio_token: 1e-5,
      input_cost_per_image: 0.01,
      max_tokens: 8192,
      output_cost_per_token_flex: null,
    })
    expect(prices).toEqual({
      rates: {
        input: '2000000',
        output: '12000000',
        cacheRead: '200000',
        cacheWrite5m: '2500000',
        cacheWrite1h: '4000000',
        reasoning: '3500000',
      },
      tiers: { priority: { input: '3600000' }, flex: { input: '1000000' } },
      long: [
        { aboveTokens: 128_000, rates: { output: '15000000' }, tiers: {} },
        {
          aboveTokens: 200_000,
          rates: { input: '4000000', cacheWrite1h: '8000000' },
          tiers: { priority: { cacheRead: '720000' } },
        },
      ],
    })
  })

  it('has Claude’s factors as tiers, which multiply', () => {
    expect(pricesOf({ ...plain, provider_specific_entry: { fast: 6.0, us: 1.1 } })?.tiers).toEqual({
      fast: { input: '6000000', output: '12000000' },
      us: { input: '1100000', output: '2200000' },
      'fast+us': { input: '6600000', output: '13200000' },
    })
    expect(pricesOf({ ...plain, provider_specific_entry: { fast: 'x', us: -1, eu: 2 } })?.tiers).toEqual({})
  })

  it('may tell lengths as ranges', () => {
    const tier = (from: number, input: number) => ({
      range: [from, 9e9],
      input_cost_per_token: input,
      output_cost_per_token: 4e-6,
    })
    const prices = pricesOf({ tiered_pricing: [tier(0, 1e-6), tier(32_000, 2e-6)] })
    expect(prices?.rates).toEqual({ input: '1000000', output: '4000000' })
    expect(prices?.long).toMatchObject([{ aboveTokens: 32_000, rates: { input: '2000000' } }])
  })

  it('leaves out what does not bill tokens, and the entry that explains the others', () => {
    const table = readPriceTable({
      sample_spec: { mode: 'one of: chat, …', input_cost_per_token: 'USD' },
      image: { mode: 'image_generation', ...plain },
      seconds: { mode: 'chat', input_cost_per_second: 1 },
      half: { mode: 'chat', input_cost_per_token: 1e-6 },
      embedding: { mode: 'embedding', input_cost_per_token: 1e-7 },
      free: { mode: 'chat', input_cost_per_token: 0, output_cost_per_token: 0.0 },
    })
    expect(table?.skipped).toBe(3)
    expect(table?.malformed).toEqual([])
    expect(table?.entries.map(({ model, prices }) => [model, prices.rates])).toEqual([
      ['embedding', { input: '100000', output: '0' }],
      ['free', { input: '0', output: '0' }],
    ])
  })

  it.each([
    ['a text', { ...plain, input_cost_per_token: '1e-6' }, 'input_cost_per_token is no price'],
    ['below zero', { ...plain, output_cost_per_token: -1e-6 }, 'output_cost_per_token is no price'],
    ['beyond reason', { ...plain, input_cost_per_token_flex: 3 }, 'input_cost_per_token_flex is no price'],
    ['no number', { ...plain, cache_read_input_token_cost: {} }, 'cache_read_input_token_cost is no price'],
    ['no object', 7, 'is no object'],
  ])('tells which entries are malformed: %s', (_, entry, problem) => {
    const table = readPriceTable({ bad: entry, good: { mode: 'chat', ...plain } })
    expect(table?.malformed).toEqual([{ model: 'bad', problem }])
    expect(table?.entries).toHaveLength(1)
  })

  it('is none where it is no object of entries', () => {
    for (const table of [null, [], 'x', 1]) expect(readPriceTable(table)).toBeNull()
  })

  it('gives a vendor’s own models under their own names too, unless the table does', () => {
    const entry = (input: number) => ({ mode: 'chat', ...plain, input_cost_per_token: input })
    const table = readPriceTable({
      'xai/grok-4': entry(3e-6),
      'gemini/gemini-x': entry(1e-6),
      'gemini-x': entry(2e-6),
      'openrouter/some/model': entry(1e-6),
    })
    expect(table?.entries.map(({ model, prices }) => `${model} ${prices.rates.input}`)).toEqual([
      'xai/grok-4 3000000',
      'grok-4 3000000',
      'gemini/gemini-x 1000000',
      'gemini-x 2000000',
      'openrouter/some/model 1000000',
    ])
  })

  it('may hold any name that JSON can', () => {
    const table = readPriceTable(
      JSON.parse(`{"__proto__":${JSON.stringify({ mode: 'chat', ...plain })},"constructor":1}`),
    )
    expect(table?.entries[0]?.model).toBe('__proto__')
    expect(table?.malformed).toEqual([{ model: 'constructor', problem: 'is no object' }])
  })
})
