import { describe, expect, it } from 'vitest'
import type { Dialect } from '#server/domain/dialect'
import { NO_USAGE } from '#server/domain/usage'
import { DIALECT_FUNCTIONS } from '../translate/registry'
import { createMeter } from './meter'

function read(dialect: Dialect, text: string, kind: 'sse' | 'json' = 'sse') {
  const meter = createMeter(DIALECT_FUNCTIONS[dialect].metering, kind)
  meter.feed(Buffer.from(text))
  return meter.finish()
}
const event = (data: object) => `data: ${JSON.stringify(data)}\n\n`

describe('what an answer says of its failure', () => {
  it('is not the code that a tool runs', () => {
    const done = {
      type: 'response.code_interpreter_call_code.done',
      item_id: 'ci_1',
      code: 'print("secret")',
    }
    const text =
      event(done) + event({ type: 'response.completed', response: { status: 'completed', error: null } })
    expect(read('codex-responses', text)).toMatchObject({ errorType: null, terminal: true })
  })

  it.each([
    ['flat', event({ type: 'error', code: 'server_error', message: 'x' }), 'server_error'],
    [
      'nested',
      event({ type: 'error', error: { type: 'insufficient_quota', code: 'y' } }),
      'insufficient_quota',
    ],
    [
      'failed',
      event({
        type: 'response.failed',
        response: { status: 'failed', error: { code: 'rate_limit_exceeded', message: 'x' } },
      }),
      'rate_limit_exceeded',
    ],
  ])('is found in Responses: %s', (_, text, errorType) => {
    expect(read('codex-responses', text)).toMatchObject({ errorType, terminal: true })
  })

  it('is found in a chat stream, also after a finish reason and without [DONE]', () => {
    const finish = event({ choices: [{ delta: {}, finish_reason: 'stop' }] })
    expect(
      read('openai-chat', finish + event({ error: { code: 502, message: 'x' }, choices: [] })),
    ).toMatchObject({ errorType: '502', terminal: true })
  })

  it.each(['claude', 'openai-chat', 'codex-responses', 'gemini'] as const)(
    'is nothing where %s says null',
    (dialect) => {
      expect(read(dialect, '{"error":null,"id":"x"}', 'json').errorType).toBeNull()
    },
  )

  it('is cut short, whatever an upstream puts there', () => {
    const long = 'x'.repeat(5_000)
    for (const dialect of ['claude', 'openai-chat', 'codex-responses', 'gemini'] as const)
      for (const error of [{ type: long }, { code: long }, { status: long }, long]) {
        const { errorType } = read(dialect, JSON.stringify({ error }), 'json')
        expect((errorType ?? '').length).toBeLessThanOrEqual(100)
      }
    expect(
      (read('codex-responses', event({ type: 'error', code: long })).errorType ?? '').length,
    ).toBeLessThanOrEqual(100)
  })
})

describe('usage', () => {
  it('is not taken from words that look like it', () => {
    const text = event({
      type: 'content_block_delta',
      delta: { text: '{"usage":{"input_tokens":9}}' },
      usage: undefined,
    })
    expect(read('claude', text)).toMatchObject({ usage: NO_USAGE, rawUsage: null, terminal: false })
  })

  it('of Claude is the last word on each counter, and null is no word', () => {
    const text =
      event({
        type: 'message_start',
        message: { usage: { input_tokens: 5, cache_read_input_tokens: 3, output_tokens: 1 } },
      }) +
      event({ type: 'message_delta', usage: { input_tokens: null, output_tokens: 4 } }) +
      event({ type: 'message_delta', usage: { input_tokens: 7, output_tokens: 9 } })
    expect(read('claude', text).usage).toMatchObject({ input: 7, cacheRead: 3, output: 9 })
  })

  it('of Gemini is the last chunk that counts: Vertex says a traffic type in between', () => {
    const text =
      event({ usageMetadata: { promptTokenCount: 5, totalTokenCount: 5 } }) +
      event({ usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 2, totalTokenCount: 7 } }) +
      event({ usageMetadata: { trafficType: 'ON_DEMAND' } })
    expect(read('gemini', text).usage).toMatchObject({ input: 5, output: 2 })
  })

  it('is found behind comments, retry lines and data without a space', () => {
    const text = `: hello\n\nretry: 10\nid: 1\nevent: message_start\ndata:${JSON.stringify({ type: 'message_start', message: { usage: { input_tokens: 5 } } })}\n\n`
    expect(read('claude', text).usage.input).toBe(5)
  })

  it('is found behind a byte order mark, which the standard lets a stream begin with', () => {
    expect(read('openai-chat', '\ufeffdata: {"usage":{"prompt_tokens":5}}\n\n').usage.input).toBe(5)
  })

  it('of data on several lines is read as one', () => {
    expect(read('openai-chat', 'data: {"usage":\ndata: {"prompt_tokens":5}}\n\n').usage.input).toBe(5)
  })

  it('survives an event that is no JSON', () => {
    expect(read('openai-chat', 'data: {broken\n\ndata: {"usage":{"prompt_tokens":5}}\n\n').usage.input).toBe(
      5,
    )
  })
})

describe('the tier that served an answer', () => {
  const claude = (usage: object) => event({ type: 'message_start', message: { usage } })
  const responses = (type: string, service_tier: string | null) => event({ type, response: { service_tier } })
  const gemini = (usageMetadata: object) => event({ usageMetadata: { ...usageMetadata, totalTokenCount: 1 } })
  const chat = (...tiers: (string | null)[]) => tiers.map((service_tier) => event({ service_tier })).join('')
  it.each([
    ['claude', claude({ service_tier: 'standard' }), 'standard'],
    ['claude', claude({ service_tier: 'priority', speed: 'standard', inference_geo: 'global' }), 'priority'],
    ['claude', claude({ service_tier: 'standard', speed: 'fast', inference_geo: 'not_available' }), 'fast'],
    ['claude', claude({ service_tier: 'standard', inference_geo: 'us' }), 'us'],
    ['claude', claude({ speed: 'fast', inference_geo: 'us' }), 'fast+us'],
    ['claude', claude({ service_tier: null }), null],
    ['openai-chat', chat(null, 'flex', 'flex'), 'flex'],
    ['openai-chat', chat('default'), 'default'],
    ['openai-chat', event({ choices: [] }), null],
    [
      'codex-responses',
      responses('response.created', 'auto') + responses('response.completed', 'priority'),
      'priority',
    ],
    ['codex-responses', responses('response.completed', null), null],
    ['gemini', gemini({ serviceTier: 'flex' }), 'flex'],
    ['gemini', gemini({ serviceTier: 'SERVICE_TIER_PRIORITY' }), 'priority'],
    ['gemini', gemini({ trafficType: 'ON_DEMAND_PRIORITY' }), 'priority'],
    ['gemini', gemini({ trafficType: 'ON_DEMAND' }), 'standard'],
    ['gemini', gemini({ trafficType: 'PROVISIONED_THROUGHPUT' }), 'provisioned_throughput'],
    ['gemini', gemini({}), null],
  ] as const)('of %s, %s is %s', (dialect, text, tier) => {
    expect(read(dialect, text).serviceTier).toBe(tier)
  })

  it.each([
    ['claude', { usage: { service_tier: 'priority' } }],
    ['openai-chat', { service_tier: 'priority' }],
    ['codex-responses', { service_tier: 'priority' }],
    ['gemini', { usageMetadata: { serviceTier: 'priority' } }],
  ] as const)('stands in the body of a whole answer of %s too, short or long', (dialect, body) => {
    for (const filler of ['', 'x'.repeat(20_000)])
      expect(read(dialect, JSON.stringify({ filler, ...body }), 'json').serviceTier).toBe('priority')
  })
})

describe('what every event repeats', () => {
  it('is read until it is known, and then no more', () => {
    const model = (name: string) => event({ model: name, choices: [] })
    expect(read('openai-chat', model('') + model('first') + model('second')).servedModel).toBe('first')
    const version = (name: string) => event({ response: { modelVersion: name } })
    expect(read('gemini', version('first') + version('second')).servedModel).toBe('first')
  })
})
