import { describe, expect, it } from 'vitest'
import { createPriceBook, findPrice } from './find-price'
import { priceNames } from './price-names'
import { modelPricesSchema } from './price-rates'

const MODELS = [
  'gpt-4o',
  'gpt-5',
  'gpt-5-mini',
  'gpt-5.1-codex-mini',
  'o1',
  'claude-sonnet-4-5',
  'claude-sonnet-4-5-20250929',
  'claude-opus-4-1',
  'claude-sonnet-4-20250514',
  'claude-3-5-haiku-20241022',
  'gemini-2.5-pro',
  'gemini-2.5-flash',
  'gemini-2.0-flash-001',
  'deepseek-chat',
  'GLM-5.2',
  'openrouter/mistral/large',
]
const prices = modelPricesSchema.parse({ rates: { input: '1', output: '2' } })
const rows = MODELS.map((model) => ({ id: `id of ${model}`, model, prices }))
const book = createPriceBook({ rows, fallbackModel: '' })
const nameFor = (model: string): string | null => findPrice(book, model)?.price.model ?? null

describe('the price of a model', () => {
  it.each([
    ['gpt-4o', 'gpt-4o'],
    ['GPT-4o', 'gpt-4o'],
    ['glm-5.2', 'GLM-5.2'],
    ['openai/gpt-4o', 'gpt-4o'],
    ['gpt-4o-2024-08-06', 'gpt-4o'],
    ['models/gemini-2.5-pro', 'gemini-2.5-pro'],
    ['publishers/google/models/gemini-2.5-pro', 'gemini-2.5-pro'],
    ['gemini-2.5-pro-preview-06-05', 'gemini-2.5-pro'],
    ['gemini-2.5-flash-preview-09-2025', 'gemini-2.5-flash'],
    ['gemini-2.0-flash-001', 'gemini-2.0-flash-001'],
    ['anthropic/claude-sonnet-4.5', 'claude-sonnet-4-5'],
    ['claude-sonnet-4-5[1m]', 'claude-sonnet-4-5'],
    ['claude-sonnet-4-5-20250929', 'claude-sonnet-4-5-20250929'],
    ['claude-sonnet-4-5-20251231', 'claude-sonnet-4-5'],
    ['claude-sonnet-4-5@20250929', 'claude-sonnet-4-5-20250929'],
    ['claude-sonnet-4@20250514', 'claude-sonnet-4-20250514'],
    ['claude-opus-4-1@default', 'claude-opus-4-1'],
    ['anthropic.claude-sonnet-4-5-20250929-v1:0', 'claude-sonnet-4-5-20250929'],
    ['us.anthropic.claude-3-5-haiku-20241022-v1:0', 'claude-3-5-haiku-20241022'],
    ['global.anthropic.claude-opus-4-1-v1:0:200k', 'claude-opus-4-1'],
    [
      'arn:aws:bedrock:us-east-1:1:inference-profile/eu.anthropic.claude-sonnet-4-20250514-v1:0',
      'claude-sonnet-4-20250514',
    ],
    ['openrouter/mistral/large', 'openrouter/mistral/large'],
    ['deepseek-chat-0324', 'deepseek-chat'],
    ['o1-2024-12-17', 'o1'],
  ])('%s is that of %s', (model, expected) => {
    expect(nameFor(model)).toBe(expected)
  })

  it.each([
    'gpt-4o-mini',
    'gpt-4o-audio-preview',
    'gpt-5-nano',
    'gpt-5.1-codex',
    'gpt-5.1-codex-max',
    'gpt-4',
    'gpt',
    'o1-mini',
    'claude-opus-4',
    'claude-opus-4-10',
    'claude-sonnet-4',
    'claude-3-5-haiku',
    'gemini-2.5-flash-lite',
    'gemini-2.5-pro-preview-tts',
    'gemini-2.0-flash',
    'deepseek-v3',
    'ft:gpt-4o-2024-08-06:org::id',
    'mistral/large',
    'constructor',
    '__proto__',
    '',
    '/',
    'x'.repeat(300),
  ])('%s is unknown, and never that of a near name', (model) => {
    expect(nameFor(model)).toBeNull()
  })

  it('of an unknown one is the one that the settings name, and says so', () => {
    const lenient = createPriceBook({ rows, fallbackModel: 'claude-sonnet-4-5' })
    expect(findPrice(lenient, 'qwen-9')).toMatchObject({
      price: { model: 'claude-sonnet-4-5' },
      fallback: true,
    })
    expect(findPrice(lenient, 'gpt-5')).toMatchObject({ price: { model: 'gpt-5' }, fallback: false })
    expect(findPrice(createPriceBook({ rows, fallbackModel: 'no such' }), 'qwen-9')).toBeNull()
  })

  it('is looked up once, and what is remembered has an end', () => {
    const own = createPriceBook({ rows, fallbackModel: '' })
    const first = findPrice(own, 'openai/gpt-5')
    expect(findPrice(own, 'openai/gpt-5')).toBe(first)
    for (let index = 0; index < 5_000; index++) findPrice(own, `made-up-${String(index)}`)
    expect(own.found.size).toBeLessThanOrEqual(2_000)
  })
})

describe('the names that are tried', () => {
  it('go from the whole to the short', () => {
    expect(priceNames('Bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0')).toEqual([
      'bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0',
      'bedrock/us.anthropic.claude-sonnet-4-5-20250929',
      'bedrock/us.anthropic.claude-sonnet-4-5',
      'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
      'claude-sonnet-4-5-20250929-v1:0',
      'claude-sonnet-4-5-20250929',
      'claude-sonnet-4-5',
    ])
  })
})
