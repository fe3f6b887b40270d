import { describe, expect, it } from 'vitest'
import { bill } from '#server/domain/bill'
import { DIALECTS } from '#server/domain/dialect'
import type { Dialect } from '#server/domain/dialect'
import { createPriceBook, findPrice } from '#server/domain/find-price'
import { readPriceTable } from '#server/domain/read-price-table'
import { expectedBill, GOLDEN_PRICES, tableText } from '#server/testing/golden-bills'
import type { Counts } from '#server/testing/golden-bills'
import { DIALECT_FUNCTIONS } from '../translate/registry'
import { createMeter } from './meter'

/** Show 3 of part D: what an upstream says it has used, in its own protocol's bytes, comes to the exact bill. */

const PER_CELL = 2_000

type Random = (below: number) => number
/** Mulberry32: the corpus is the same on every machine. */
function createRandom(seed: number): Random {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (((mixed ^ (mixed >>> 14)) >>> 0) % 0x7fffffff) % below
  }
}
const pick = <T>(random: Random, choices: readonly T[]): T => {
  const choice = choices[random(choices.length)]
  if (choice === undefined) throw new Error('nothing to pick from')
  return choice
}

/** Zeros, ones, ordinary counts, counts around the thresholds, and very long prompts. */
const count = (random: Random, most: number): number =>
  pick(random, [0, 0, 1, random(100), random(5_000), random(most), random(most)])

interface Answer {
  counts: Counts
  /** As price tables name it; empty for the standard one. */
  tier: string
  usage: Record<string, unknown>
  /** What stands beside the usage. */
  beside: Record<string, unknown>
}
type Make = (random: Random, counts: Counts) => Answer

const some = (random: Random, fields: Record<string, unknown>): Record<string, unknown> =>
  random(2) === 0 ? fields : {}

const MAKE: Record<Dialect, Make> = {
  claude(random, counts) {
    const { fresh, cached, written5m, answer, thought } = counts
    // Older answers tell only the sum of what was written, which is all of five minutes then.
    const split = random(3) > 0
    const written1h = split ? counts.written1h : 0
    const words = pick(random, [
      { tier: '', usage: { service_tier: 'standard' } },
      { tier: '', usage: { service_tier: 'priority', speed: 'standard', inference_geo: 'global' } },
      { tier: 'fast', usage: { service_tier: 'standard', speed: 'fast' } },
      { tier: 'us', usage: { inference_geo: 'us' } },
      { tier: 'fast+us', usage: { speed: 'fast', inference_geo: 'us' } },
    ])
    const summary = random(8) === 0 ? { input_tokens: random(60_000), output_tokens: random(600) } : null
    const usage = {
      input_tokens: fresh,
      cache_read_input_tokens: cached,
      cache_creation_input_tokens: written5m + written1h,
      ...(split && {
        cache_creation: { ephemeral_5m_input_tokens: written5m, ephemeral_1h_input_tokens: written1h },
      }),
      output_tokens: answer + thought,
      ...some(random, { output_tokens_details: { thinking_tokens: thought } }),
      ...(summary && {
        iterations: [
          { type: 'compaction', ...summary },
          { type: 'message', input_tokens: fresh },
        ],
      }),
      ...words.usage,
    }
    const more = {
      fresh: fresh + (summary?.input_tokens ?? 0),
      answer: answer + (summary?.output_tokens ?? 0),
    }
    return { counts: { ...counts, written1h, ...more }, tier: words.tier, usage, beside: {} }
  },

  'openai-chat'(random, counts) {
    const { fresh, cached, written5m, answer, thought } = counts
    const prompt = fresh + cached + written5m
    const beside = random(4) === 0 && thought > 0
    const completion = beside ? answer : answer + thought
    const deepseek = written5m === 0 && random(4) === 0
    const usage = {
      prompt_tokens: prompt,
      completion_tokens: completion,
      total_tokens: prompt + answer + thought,
      ...(deepseek
        ? { prompt_cache_hit_tokens: cached, prompt_cache_miss_tokens: fresh }
        : {
            prompt_tokens_details: { cached_tokens: cached, audio_tokens: 0, cache_write_tokens: written5m },
          }),
      completion_tokens_details: { reasoning_tokens: thought },
    }
    return { counts: { ...counts, written1h: 0 }, usage, ...openAiTier(random) }
  },

  'codex-responses'(random, counts) {
    const { fresh, cached, written5m, answer, thought } = counts
    const prompt = fresh + cached + written5m
    const usage = {
      input_tokens: prompt,
      input_tokens_details: { cached_tokens: cached, cache_write_tokens: written5m },
      output_tokens: answer + thought,
      output_tokens_details: { reasoning_tokens: thought },
      total_tokens: prompt + answer + thought,
    }
    return { counts: { ...counts, written1h: 0 }, usage, ...openAiTier(random) }
  },

  gemini(random, counts) {
    const { fresh, cached, answer, thought } = counts
    const results = random(4) === 0 ? random(2_000) : 0
    const words = pick(random, [
      { tier: '', usage: {} },
      { tier: '', usage: { trafficType: 'ON_DEMAND' } },
      { tier: 'priority', usage: { serviceTier: 'priority' } },
      { tier: 'priority', usage: { trafficType: 'ON_DEMAND_PRIORITY' } },
      { tier: 'flex', usage: { serviceTier: 'flex' } },
    ])
    const usage = {
      promptTokenCount: fresh + cached,
      ...(cached > 0 && { cachedContentTokenCount: cached }),
      ...(answer > 0 && { candidatesTokenCount: answer }),
      ...(thought > 0 && { thoughtsTokenCount: thought }),
      ...(results > 0 && { toolUsePromptTokenCount: results }),
      totalTokenCount: fresh + cached + answer + thought + results,
      ...words.usage,
    }
    const written = { written5m: 0, written1h: 0 }
    return { counts: { ...counts, fresh: fresh + results, ...written }, tier: words.tier, usage, beside: {} }
  },
}

function openAiTier(random: Random): Pick<Answer, 'tier' | 'beside'> {
  const service_tier = pick(random, ['default', 'priority', 'flex', null])
  const tier = service_tier === 'priority' || service_tier === 'flex' ? service_tier : ''
  return { tier, beside: random(5) === 0 && tier === '' ? {} : { service_tier } }
}

const WHOLE: Record<Dialect, (answer: Answer) => object> = {
  claude: ({ usage }) => ({
    type: 'message',
    model: 'm',
    content: [{ type: 'text', text: '{"usage":1}' }],
    stop_reason: 'end_turn',
    usage,
  }),
  'openai-chat': ({ usage, beside }) => ({
    model: 'm',
    choices: [{ finish_reason: 'stop' }],
    usage,
    ...beside,
  }),
  'codex-responses': ({ usage, beside }) => ({
    object: 'response',
    status: 'completed',
    error: null,
    ...beside,
    usage,
  }),
  gemini: ({ usage }) => ({
    candidates: [{ content: { parts: [{ text: 'x' }] }, finishReason: 'STOP' }],
    usageMetadata: usage,
  }),
}

const EVENTS: Record<Dialect, (answer: Answer, random: Random) => object[]> = {
  claude({ usage }, random) {
    const { output_tokens, iterations, ...atStart } = usage
    const atEnd = { output_tokens, ...(iterations !== undefined && { iterations }) }
    return [
      { type: 'message_start', message: { model: 'm', usage: { ...atStart, output_tokens: 1 } } },
      { type: 'content_block_delta', delta: { type: 'text_delta', text: 'usage {"output_tokens": 99}' } },
      {
        type: 'message_delta',
        delta: { stop_reason: 'end_turn' },
        usage: random(2) === 0 ? atEnd : { ...atStart, ...atEnd },
      },
      { type: 'message_stop' },
    ]
  },
  'openai-chat'({ usage, beside }, random) {
    const chunk = (fields: object) => ({ object: 'chat.completion.chunk', model: 'm', ...beside, ...fields })
    const all = random(3) === 0
    return [
      chunk({ choices: [{ delta: { role: 'assistant', content: '' } }], usage: null }),
      chunk({
        choices: [{ delta: { content: 'x' } }],
        usage: all ? { prompt_tokens: usage.prompt_tokens } : null,
      }),
      chunk({ choices: [{ delta: {}, finish_reason: 'stop' }], ...(all && { usage }) }),
      ...(all ? [] : [chunk({ choices: [], usage })]),
    ]
  },
  'codex-responses'({ usage, beside }) {
    const started = { status: 'in_progress', service_tier: 'auto', usage: null }
    return [
      { type: 'response.created', response: started },
      { type: 'response.output_text.delta', delta: '{"usage":{"input_tokens":1}}' },
      {
        type: 'response.completed',
        response: { status: 'completed', error: null, service_tier: 'default', ...beside, usage },
      },
    ]
  },
  gemini({ usage }, random) {
    const part = { candidates: [{ content: { parts: [{ text: 'x' }] } }] }
    const early =
      random(2) === 0
        ? { trafficType: 'ON_DEMAND' }
        : { promptTokenCount: usage.promptTokenCount, totalTokenCount: usage.promptTokenCount }
    return [
      { ...part, usageMetadata: early },
      { candidates: [{ content: { parts: [{ text: '' }] }, finishReason: 'STOP' }], usageMetadata: usage },
    ]
  },
}

function wire(dialect: Dialect, answer: Answer, streaming: boolean, random: Random): Buffer {
  if (!streaming) return Buffer.from(JSON.stringify(WHOLE[dialect](answer), null, random(2) * 2))
  const end = random(2) === 0 ? '\n' : '\r\n'
  const frames = EVENTS[dialect](answer, random).map((event) => {
    const name = 'type' in event && typeof event.type === 'string' ? `event: ${event.type}${end}` : ''
    return `${name}data: ${JSON.stringify(event)}${end}${end}`
  })
  return Buffer.from(frames.join('') + (dialect === 'openai-chat' ? `data: [DONE]${end}${end}` : ''))
}

/** Whole, or in pieces that end anywhere. */
function* pieces(bytes: Buffer, random: Random): Generator<Buffer> {
  const most = pick(random, [1, 7, 64, 1_024, bytes.length + 1])
  for (let at = 0; at < bytes.length;) {
    const size = 1 + random(most)
    yield Buffer.from(bytes.subarray(at, at + size))
    at += size
  }
}

describe.each(DIALECTS)('bills of %s', (dialect) => {
  const table = readPriceTable(JSON.parse(tableText(GOLDEN_PRICES[dialect])))
  const rows = (table?.entries ?? []).map((entry) => ({ ...entry, id: entry.model }))
  const book = createPriceBook({ rows, fallbackModel: '' })

  it.each([
    ['streamed', true],
    ['whole', false],
  ])(`are exact for ${String(PER_CELL)} answers, %s`, (_, streaming) => {
    const random = createRandom(DIALECTS.indexOf(dialect) * 2 + (streaming ? 1 : 0) + 20_260_401)
    const seen = { tiers: new Set<string>(), models: new Set<string>(), long: 0 }
    for (let index = 0; index < PER_CELL; index++) {
      const answer = MAKE[dialect](random, {
        fresh: count(random, 150_000),
        cached: count(random, 250_000),
        written5m: count(random, 60_000),
        written1h: count(random, 60_000),
        answer: count(random, 64_000),
        thought: count(random, 32_000),
      })
      const [model, texts] = pick(random, Object.entries(GOLDEN_PRICES[dialect]))
      const multiplier = pick(random, ['1', '1', '0.85', '1.25', '0.000001', '2.333333', '0'])
      const meter = createMeter(DIALECT_FUNCTIONS[dialect].metering, streaming ? 'sse' : 'json')
      for (const piece of pieces(wire(dialect, answer, streaming, random), random)) meter.feed(piece)
      const { usage, serviceTier } = meter.finish()
      const found = findPrice(book, model)
      const cost = found && bill(usage, found.price, { costMultiplier: multiplier, serviceTier })
      const terms = { claude: dialect === 'claude', tier: answer.tier, multiplier }
      const expected = expectedBill(answer.counts, texts, terms)
      // Told in full only when it is wrong: comparing 16,000 answers in full takes most of the time.
      if (cost !== expected) expect({ index, model, multiplier, ...answer, cost }).toEqual({ cost: expected })
      seen.tiers.add(answer.tier)
      seen.models.add(model)
      if (answer.counts.fresh + answer.counts.cached > 200_000) seen.long += 1
    }
    // The corpus is what it says it is.
    expect(seen.models.size).toBe(Object.keys(GOLDEN_PRICES[dialect]).length)
    expect(seen.tiers.size).toBeGreaterThanOrEqual(3)
    expect(seen.long).toBeGreaterThan(10)
  })
})
