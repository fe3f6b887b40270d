import { ApiError, GoogleGenAI } from '@google/genai'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Part } from '../ir/parts'
import { eventsOf } from '../ir/response'
import type { IrEvent, IrResponse } from '../ir/response'
import { geminiCodec } from './codec'
import { contextOf, framesOf, member } from './gemini-fixtures'
import { checkGeminiStream } from './grammar'

const claude = (value: string) => ({ dialect: 'claude', value }) as const
const call = (name: string): Part => ({
  type: 'tool_call',
  id: `toolu_${name}`,
  name,
  namespace: null,
  kind: 'function',
  arguments: '{"a":[1]}',
  signature: null,
})
const ANSWER: IrResponse = {
  id: 'msg_1',
  model: 'claude-x',
  parts: [
    { type: 'reasoning', text: 'Thinking.', redacted: false, signature: claude('one') },
    { type: 'reasoning', text: '', redacted: true, signature: claude('two') },
    {
      type: 'text',
      text: 'Zürich is fine.',
      citations: [
        { url: 'https://a.test', title: 'A', citedText: 'fine', start: 0, end: 6, raw: null },
        { url: 'https://a.test', title: 'A', citedText: null, start: null, end: null, raw: null },
      ],
    },
    { type: 'refusal', text: ' No more.' },
    { type: 'reasoning', text: '', redacted: false, signature: claude('three') },
    call('f'),
    call('g'),
  ],
  finish: { reason: 'tool_calls', stopSequence: null, raw: 'tool_use' },
  usage: { input: 5, cacheRead: 3, cacheWrite5m: 2, cacheWrite1h: 1, output: 9, reasoning: 4 },
}
const write = (events: Iterable<IrEvent>, visible: boolean): string => {
  const encoder = geminiCodec.createStreamEncoder(contextOf(visible))
  return [...events].map((event) => encoder.encode(event)).join('')
}
const partsOf = (text: string) =>
  framesOf(text).map(({ data }) => member(data, 'candidates', 0, 'content', 'parts', 0))

const CALLS = [
  { functionCall: { id: 'toolu_f', name: 'f', args: { a: [1] } }, thoughtSignature: 'cch-sig1.claude.three' },
  { functionCall: { id: 'toolu_g', name: 'g', args: { a: [1] } } },
]
const USAGE = {
  promptTokenCount: 11,
  cachedContentTokenCount: 3,
  candidatesTokenCount: 5,
  thoughtsTokenCount: 4,
  totalTokenCount: 20,
}

describe('the stream for a client', () => {
  it('that asked for thoughts', () => {
    const text = write(eventsOf(ANSWER), true)
    expect(checkGeminiStream(framesOf(text))).toEqual([])
    expect(partsOf(text)).toEqual([
      { text: 'Thinking.', thought: true },
      { text: '', thought: true, thoughtSignature: 'cch-sig1.claude.one' },
      { thought: true, thoughtSignature: 'cch-sig1.claude.two' },
      { text: 'Zürich is fine.' },
      { text: ' No more.' },
      ...CALLS,
      { text: '' },
    ])
    expect(framesOf(text).at(-1)?.data).toEqual({
      candidates: [
        {
          content: { role: 'model', parts: [{ text: '' }] },
          finishReason: 'STOP',
          index: 0,
          groundingMetadata: {
            groundingChunks: [{ web: { uri: 'https://a.test', title: 'A' } }],
            groundingSupports: [
              { segment: { startIndex: 0, endIndex: 7, text: 'Zürich' }, groundingChunkIndices: [0] },
            ],
          },
        },
      ],
      usageMetadata: USAGE,
      modelVersion: 'claude-x',
      responseId: 'msg_1',
    })
  })

  it('that did not', () => {
    const text = write(eventsOf(ANSWER), false)
    expect(partsOf(text)).toEqual([
      { text: 'Zürich is fine.' },
      { text: ' No more.' },
      ...CALLS,
      { text: '' },
    ])
    const whole = geminiCodec.encodeResponse(ANSWER, contextOf(false))
    expect(member(whole, 'candidates', 0, 'content', 'parts')).toEqual([
      { text: 'Zürich is fine.' },
      { text: ' No more.' },
      ...CALLS,
    ])
  })

  it('ends with an error in its own grammar, and says nothing after it', () => {
    const error = {
      kind: 'overloaded',
      status: 529,
      message: 'Overloaded',
      code: 'overloaded_error',
      param: null,
    } as const
    const frames = framesOf(
      write([{ type: 'start', id: null, model: null }, { type: 'error', error }, { type: 'end' }], true),
    )
    expect(checkGeminiStream(frames)).toEqual([])
    expect(frames).toMatchObject([
      { data: { error: { code: 529, message: 'Overloaded', status: 'UNAVAILABLE' } } },
    ])
  })

  it('has a reason even where nothing was said', () => {
    const frames = framesOf(write([{ type: 'start', id: null, model: null }, { type: 'end' }], true))
    expect(checkGeminiStream(frames)).toEqual([])
    expect(frames[0]?.data).toMatchObject({ responseId: 'req-1', candidates: [{ finishReason: 'STOP' }] })
  })
})

it('gives an answer whole', () => {
  const body = geminiCodec.encodeResponse(ANSWER, contextOf(true))
  expect(body).toMatchObject({ usageMetadata: USAGE, responseId: 'msg_1', modelVersion: 'claude-x' })
  expect(member(body, 'candidates', 0, 'content', 'parts')).toEqual([
    { text: 'Thinking.', thought: true, thoughtSignature: 'cch-sig1.claude.one' },
    { thought: true, thoughtSignature: 'cch-sig1.claude.two' },
    { text: 'Zürich is fine.' },
    { text: ' No more.' },
    ...CALLS,
  ])
})

describe('Google’s SDK', () => {
  const models = new GoogleGenAI({ apiKey: 'key' }).models
  const request = { model: 'm', contents: 'hi' }
  const answering = (body: string, type: string, status = 200) =>
    vi.stubGlobal('fetch', () =>
      Promise.resolve(new Response(body, { status, headers: { 'content-type': type } })),
    )
  afterEach(() => vi.unstubAllGlobals())

  it('reads the stream', async () => {
    answering(write(eventsOf(ANSWER), true), 'text/event-stream')
    const chunks = []
    for await (const chunk of await models.generateContentStream(request)) chunks.push(chunk)
    expect(chunks.flatMap((chunk) => chunk.functionCalls ?? []).map(({ name }) => name)).toEqual(['f', 'g'])
    expect(
      chunks.map((chunk) => member(chunk, 'candidates', 0, 'content', 'parts', 0, 'thought')).filter(Boolean),
    ).toHaveLength(3)
    expect(chunks.at(-1)?.usageMetadata?.totalTokenCount).toBe(20)
    expect(chunks.at(-1)?.candidates?.[0]?.finishReason).toBe('STOP')
  })

  it('reads the answer', async () => {
    answering(
      JSON.stringify(
        geminiCodec.encodeResponse({ ...ANSWER, parts: ANSWER.parts.slice(2, 4) }, contextOf(false)),
      ),
      'application/json',
    )
    const response = await models.generateContent(request)
    expect(response.text).toBe('Zürich is fine. No more.')
  })

  it('reads the error of a stream and that of an answer', async () => {
    const error = { kind: 'rate_limit', status: 429, message: 'Slowly', code: null, param: null } as const
    answering(write([{ type: 'error', error }], true), 'text/event-stream')
    const stream = await models.generateContentStream(request)
    await expect(stream.next()).rejects.toThrow('Slowly')
    answering(JSON.stringify(geminiCodec.encodeError(error, 'req-1')), 'application/json', 429)
    const refused = await models.generateContent(request).catch((caught: unknown) => caught)
    expect(refused).toBeInstanceOf(ApiError)
    expect(refused).toMatchObject({ status: 429 })
  })
})
