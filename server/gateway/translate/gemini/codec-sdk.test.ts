import { ApiError, GoogleGenAI } from '@google/genai'
import type { GenerateContentResponse } from '@google/genai'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { IrError } from '../ir/error'
import { eventsOf } from '../ir/response'
import type { IrEvent, IrResponse } from '../ir/response'
import { geminiCodec } from './codec'
import { call, contextOf, image } from './gemini-fixtures'

/** The official client, given our answer. It takes no fetch of its caller's. */
function client(text: string, status = 200, type = 'text/event-stream') {
  const answer = () => Promise.resolve(new Response(text, { status, headers: { 'content-type': type } }))
  vi.stubGlobal('fetch', answer)
  return new GoogleGenAI({ apiKey: 'k' }).models
}
afterEach(() => vi.unstubAllGlobals())

const ASK = { model: 'gemini-3-pro-preview', contents: 'hi' }

/** An answer with everything that other dialects can say. */
const ANSWER: IrResponse = {
  id: 'msg_01',
  model: 'claude-opus-4-6',
  parts: [
    { type: 'reasoning', text: 'Hm.', redacted: false, signature: { dialect: 'claude', value: 'sig' } },
    { type: 'reasoning', text: '', redacted: true, signature: { dialect: 'claude', value: 'red' } },
    { type: 'reasoning', text: '', redacted: false, signature: null },
    {
      type: 'text',
      text: 'Look 😀',
      citations: [{ url: 'https://x', title: 't', citedText: null, start: 5, end: 7, raw: null }],
    },
    { type: 'image', name: null, source: image },
    {
      type: 'document',
      name: 'a.pdf',
      source: { kind: 'file', dialect: 'claude', id: 'f1', mediaType: null },
    },
    { type: 'unknown', dialect: 'claude', name: 'server_tool_use', raw: { type: 'server_tool_use' } },
    { type: 'refusal', text: 'Not that.' },
    call('toolu_1'),
    { ...call('toolu_2'), arguments: '' },
    { ...call('toolu_3'), kind: 'custom', arguments: 'a "b"\n' },
  ],
  finish: { reason: 'tool_calls', stopSequence: null, raw: 'tool_use' },
  usage: { input: 1, cacheRead: 2, cacheWrite5m: 3, cacheWrite1h: 4, output: 6, reasoning: 5 },
}

const CALLS = [
  { id: 'toolu_1', name: 'name_toolu_1', args: { a: 1 } },
  { id: 'toolu_2', name: 'name_toolu_2', args: {} },
  { id: 'toolu_3', name: 'name_toolu_3', args: { input: 'a "b"\n' } },
]
const USAGE = {
  promptTokenCount: 10,
  cachedContentTokenCount: 2,
  candidatesTokenCount: 1,
  thoughtsTokenCount: 5,
  totalTokenCount: 16,
}

const streamOf = (events: Iterable<IrEvent>): string => {
  const encoder = geminiCodec.createStreamEncoder(contextOf(true))
  return [...events].map((event) => encoder.encode(event)).join('')
}

async function chunksOf(text: string): Promise<GenerateContentResponse[]> {
  const chunks: GenerateContentResponse[] = []
  for await (const chunk of await client(text).generateContentStream(ASK)) chunks.push(chunk)
  return chunks
}

const thoughtsIn = (chunks: readonly GenerateContentResponse[]) =>
  chunks
    .flatMap(({ candidates }) => candidates?.[0]?.content?.parts ?? [])
    .filter(({ thought, text }) => thought === true && text !== undefined && text !== '')
    .map(({ text }) => text)

describe("Google's own client", () => {
  it('reads our answer', async () => {
    const body = JSON.stringify(geminiCodec.encodeResponse(ANSWER, contextOf(true)))
    const answer = await client(body, 200, 'application/json').generateContent(ASK)
    expect(answer.text).toBe('Look 😀[document: a.pdf, left out]Not that.')
    expect(answer.data).toBe('AAAA')
    expect(answer.functionCalls).toEqual(CALLS)
    expect(thoughtsIn([answer])).toEqual(['Hm.'])
    expect(answer).toMatchObject({
      modelVersion: 'claude-opus-4-6',
      responseId: 'msg_01',
      usageMetadata: USAGE,
    })
    expect(answer.candidates).toMatchObject([
      {
        finishReason: 'STOP',
        groundingMetadata: {
          groundingChunks: [{ web: { uri: 'https://x', title: 't' } }],
          groundingSupports: [{ segment: { startIndex: 5, endIndex: 9, text: '😀' } }],
        },
      },
    ])
  })

  it('reads our stream', async () => {
    const chunks = await chunksOf(streamOf(eventsOf(ANSWER)))
    expect(chunks.map(({ text }) => text ?? '').join('')).toBe('Look 😀[document: a.pdf, left out]Not that.')
    expect(chunks.flatMap(({ functionCalls }) => functionCalls ?? [])).toEqual(CALLS)
    expect(thoughtsIn(chunks)).toEqual(['Hm.'])
    expect(chunks.at(-1)).toMatchObject({ usageMetadata: USAGE, candidates: [{ finishReason: 'STOP' }] })
    expect(new Set(chunks.map(({ responseId }) => responseId))).toEqual(new Set(['msg_01']))
  })

  it.each([
    [{ kind: 'rate_limit', status: 429, code: 'rate_limit_error' }, 'RESOURCE_EXHAUSTED'],
    [{ kind: 'context_length', status: 400, code: null }, 'INVALID_ARGUMENT'],
    [{ kind: 'authentication', status: 401, code: 'invalid_api_key' }, 'UNAUTHENTICATED'],
    [{ kind: 'overloaded', status: 529, code: 'overloaded_error' }, 'UNAVAILABLE'],
  ] as const)('knows our errors: %o', async ({ kind, status, code }, word) => {
    const error: IrError = { kind, status, code, message: 'slow down', param: null }
    const body = JSON.stringify(geminiCodec.encodeError(error, 'req'))
    const failed: unknown = await client(body, status, 'application/json')
      .generateContent(ASK)
      .catch((failure: unknown) => failure)
    expect(failed).toBeInstanceOf(ApiError)
    expect(failed).toMatchObject({ status })
    expect(String(failed)).toContain('slow down')
    expect(String(failed)).toContain(word)
  })

  it('reads a failure in mid-stream', async () => {
    const error: IrError = { kind: 'rate_limit', status: 429, code: null, message: 'slow down', param: null }
    const half = [...eventsOf({ ...ANSWER, parts: [{ type: 'text', text: 'half' }] })].slice(0, 3)
    const failed: unknown = await chunksOf(
      streamOf([...half, { type: 'error', error }, { type: 'end' }]),
    ).catch((failure: unknown) => failure)
    expect(failed).toBeInstanceOf(ApiError)
    expect(failed).toMatchObject({ status: 429 })
  })
})
