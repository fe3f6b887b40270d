import { describe, expect, it } from 'vitest'
import { collect } from '../ir/response'
import type { IrEvent } from '../ir/response'
import { geminiCodec } from './codec'
import { decodeGeminiError } from './decode-error'

const chunk = (parts: unknown[], more: object = {}) => ({
  candidates: [{ content: { role: 'model', parts }, index: 0, ...more }],
  modelVersion: 'gemini-x',
  responseId: 'r1',
})
function events(...chunks: unknown[]): IrEvent[] {
  const decoder = geminiCodec.createStreamDecoder()
  return [...chunks.flatMap((data) => decoder.feed({ name: null, data })), ...decoder.finish()]
}
const read = (...chunks: unknown[]) => collect(events(...chunks))
const piece = (jsonPath: string, value: object, willContinue = true) =>
  chunk([{ functionCall: { partialArgs: [{ jsonPath, ...value }], willContinue } }])

describe('a stream', () => {
  it('that was cut has no end', () => {
    const types = events(chunk([{ text: 'half' }])).map(({ type }) => type)
    expect(types).toEqual(['start', 'part-start', 'text'])
  })

  it('tells of its failure', () => {
    const error = { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' }
    const last = events(chunk([{ text: 'half' }]), { error }, chunk([{ text: 'more' }])).at(-1)
    expect(last).toMatchObject({
      type: 'error',
      error: { kind: 'overloaded', status: 503, code: 'UNAVAILABLE' },
    })
  })

  it('joins thoughts and texts, and keeps signatures with what they sign', () => {
    const { parts, finish } = read(
      chunk([{ text: 'th', thought: true }]),
      chunk([{ text: 'ink', thought: true }]),
      chunk([{ text: 'Hel' }]),
      chunk([{ text: 'lo' }]),
      chunk([{ text: '', thoughtSignature: 'sig' }], { finishReason: 'STOP' }),
    )
    expect(parts).toEqual([
      { type: 'reasoning', text: 'think', redacted: false, signature: null },
      { type: 'text', text: 'Hello', extras: { gemini: { thoughtSignature: 'sig' } } },
    ])
    expect(finish).toEqual({ reason: 'stop', stopSequence: null, raw: 'STOP' })
  })

  it('puts together arguments that come in pieces', () => {
    const { parts } = read(
      chunk([{ functionCall: { name: 'f', willContinue: true }, thoughtSignature: 's' }]),
      piece('$.list[0].name', { stringValue: 'ap', willContinue: true }),
      piece('$.list[0].name', { stringValue: 'ple', willContinue: true }),
      piece('$.list[0].name', { stringValue: '' }),
      piece("$['list'][0].price", { numberValue: 0.5 }),
      piece('$.list[1]', { boolValue: false }),
      piece('$.list[900000000]', { boolValue: false }),
      piece('$.__proto__.polluted', { boolValue: true }),
      piece('$.none', { nullValue: 'NULL_VALUE' }, false),
      chunk([{ functionCall: { name: 'g', willContinue: true } }]),
      chunk([{ functionCall: { name: 'h' } }]),
      chunk([{ text: '' }], { finishReason: 'STOP' }),
    )
    expect(parts).toMatchObject([
      {
        name: 'f',
        arguments: '{"list":[{"name":"apple","price":0.5},false],"none":null}',
        signature: { value: 's' },
      },
      { name: 'g', arguments: '{}' },
      { name: 'h', arguments: '{}' },
    ])
    expect(new Set(parts.map((part) => 'id' in part && part.id)).size).toBe(3)
    expect(Object.keys({})).toEqual([])
  })

  it('finds the words that its sources are about', () => {
    const grounding = {
      groundingChunks: [{ web: { uri: 'https://a.test', title: 'a' } }, { web: { uri: 'https://b.test' } }],
      groundingSupports: [
        { segment: { startIndex: 4, endIndex: 13, text: '€ Zürich'.slice(2) }, groundingChunkIndices: [0] },
        { segment: { startIndex: 400, endIndex: 410, text: 'Bern' }, groundingChunkIndices: [1] },
        { segment: { startIndex: 1, endIndex: 2, text: 'nowhere' }, groundingChunkIndices: [1, 7] },
      ],
    }
    const { parts } = read(
      chunk([{ text: '€ Zürich' }]),
      chunk([{ text: ' and Bern' }], { groundingMetadata: grounding, finishReason: 'STOP' }),
    )
    expect(parts).toMatchObject([
      {
        citations: [
          { url: 'https://a.test', title: 'a', start: 2, end: 8 },
          { url: 'https://b.test', start: 13, end: 17 },
          { url: 'https://b.test', start: null, end: null },
        ],
      },
    ])
  })

  it('may come as one list', () => {
    const body = [chunk([{ text: 'a' }]), chunk([{ text: 'b' }], { finishReason: 'STOP' })]
    expect(read(body)).toEqual(read(...body))
    expect(geminiCodec.decodeResponse(body)).toEqual(read(...body))
  })
})

describe('the reason', () => {
  const call = { functionCall: { name: 'f', args: {} } }
  it.each([
    ['STOP', [{ text: 'a' }], 'stop'],
    ['STOP', [call], 'tool_calls'],
    [1, [call], 'tool_calls'],
    [2, [call], 'length'],
    ['SAFETY', [{ text: 'a' }], 'content_filter'],
    [8, [], 'content_filter'],
    ['UNEXPECTED_TOOL_CALL', [call], 'tool_calls'],
    ['MALFORMED_FUNCTION_CALL', [], 'error'],
    [10, [{ text: 'a' }], 'stop'],
    ['SOMETHING_NEW', [{ text: 'a' }], 'stop'],
    ['toString', [], 'error'],
  ])('%s after %j', (finishReason, parts, reason) => {
    expect(read(chunk(parts, { finishReason })).finish?.reason).toBe(reason)
  })

  it('is the filter where the prompt was blocked', () => {
    const response = read({
      promptFeedback: { blockReason: 'OTHER' },
      usageMetadata: { totalTokenCount: 3, promptTokenCount: 3 },
    })
    expect(response).toMatchObject({
      parts: [],
      finish: { reason: 'content_filter', raw: 'OTHER' },
      usage: { input: 3 },
    })
  })

  it('is not said yet where it is unspecified', () => {
    expect(events(chunk([{ text: 'a' }], { finishReason: 'FINISH_REASON_UNSPECIFIED' })).at(-1)?.type).toBe(
      'text',
    )
  })
})

describe('an error', () => {
  const body = (status: string, message: string, details: object[] = []) => ({
    error: { code: 400, message, status, details },
  })
  it.each([
    [400, body('INVALID_ARGUMENT', 'API key not valid.', [{ reason: 'API_KEY_INVALID' }]), 'authentication'],
    [400, body('INVALID_ARGUMENT', 'The input token count (9) exceeds the maximum'), 'context_length'],
    [403, body('PERMISSION_DENIED', 'no', [{ reason: 'BILLING_DISABLED' }]), 'billing'],
    [429, [body('RESOURCE_EXHAUSTED', 'slowly')], 'rate_limit'],
    [502, '<html>', 'server'],
    [0, { error: { status: 'DEADLINE_EXCEEDED' } }, 'timeout'],
    [0, null, 'server'],
  ])('%d %j', (status, given, kind) => {
    expect(decodeGeminiError(status, given).kind).toBe(kind)
  })

  it('names the field', () => {
    const details = [{ fieldViolations: [{ field: 'contents[0]' }] }]
    expect(decodeGeminiError(400, body('INVALID_ARGUMENT', 'm', details)).param).toBe('contents[0]')
  })
})
