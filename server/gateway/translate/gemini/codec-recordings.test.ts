import { describe, expect, it } from 'vitest'
import {
  decode,
  readRecording,
  recordings,
  recordingsPresent as present,
} from '#server/testing/recorded-answers'
import { isRecord } from '../ir/metering'
import { without } from '../ir/read-fields'
import type { Json } from '../ir/read-fields'
import { collect, IrFailure } from '../ir/response'
import type { IrResponse } from '../ir/response'
import { inSequence } from '../ir/sequence'
import { geminiCodec } from './codec'
import { contextOf, framesOf, json, plain, targetOf } from './gemini-fixtures'
import { checkGeminiStream } from './grammar'

const answers = recordings.filter(
  ({ api, status, features }) =>
    api === 'gemini' && (status === null || status < 400) && !features.includes('count_tokens'),
)
const failures = recordings.filter(({ api, status }) => api === 'gemini' && status !== null && status >= 400)

const sequenced = (chunks: readonly unknown[]) => {
  const decoder = geminiCodec.createStreamDecoder()
  const inOrder = inSequence()
  return [...chunks.flatMap((data) => decoder.feed({ name: null, data })), ...decoder.finish()].flatMap(
    inOrder,
  )
}
const streamed = (chunks: readonly unknown[]): IrResponse => collect(sequenced(chunks))

describe.skipIf(!present)('recorded answers (skipped where ../shared/fixtures is not there)', () => {
  it.each(answers)('$file', ({ file, form }) => {
    const chunks = decode(readRecording(file), form)
    const response = form === 'json' ? geminiCodec.decodeResponse(chunks[0]) : streamed(chunks)
    expect(response.finish).not.toBeNull()
    // A prompt that was blocked has cost nothing.
    if (response.parts.length > 0) expect(response.usage).not.toBeNull()

    expect(plain(geminiCodec.decodeResponse(geminiCodec.encodeResponse(response, contextOf(true))))).toEqual(
      plain(response),
    )

    const encoder = geminiCodec.createStreamEncoder(contextOf(true))
    const frames = framesOf(
      sequenced(chunks)
        .map((event) => encoder.encode(event))
        .join(''),
    )
    expect(checkGeminiStream(frames)).toEqual([])
    const again = streamed(frames.map(({ data }) => data))
    expect(plain(again)).toEqual(plain(form === 'json' ? streamed(chunks) : response))

    // A stream, a list of its chunks and a whole answer are read the same way.
    expect(plain(geminiCodec.decodeResponse(chunks))).toEqual(plain(response))
  })

  it.each(failures)('$file fails', ({ file, form, status }) => {
    const text = readRecording(file)
    const body: unknown = JSON.parse(form === 'json' || !text.startsWith('data:') ? text : text.slice(5))
    const error = geminiCodec.decodeError(status ?? 0, body)
    expect(error.status).toBe(status)
    expect(error.message).not.toBe('')
    expect(error.code).toMatch(/^[A-Z_]+$/)
    expect(() => geminiCodec.decodeResponse(body)).toThrow(IrFailure)
    const encoded = geminiCodec.encodeError(error, 'req-1')
    expect(geminiCodec.decodeError(error.status, encoded)).toMatchObject({ status, message: error.message })
  })

  it('counts of tokens are no answers', () => {
    const counted = recordings.filter(
      ({ api, features }) => api === 'gemini' && features.includes('count_tokens'),
    )
    expect(counted.length).toBeGreaterThan(0)
    for (const { file } of counted)
      expect(() => geminiCodec.decodeResponse(JSON.parse(readRecording(file)))).toThrow(IrFailure)
  })
})

interface Sent {
  readonly name: string
  readonly body: Json
  readonly model: string
}

/** The requests of the index, and those that gemini-cli was seen to send. */
function sentRequests(): Sent[] {
  const { entries } = json(JSON.parse(readRecording('INDEX.json')))
  const recorded = (Array.isArray(entries) ? entries : []).filter(isRecord).flatMap((entry): Sent[] => {
    if (entry.api !== 'gemini' || typeof entry.request !== 'string') return []
    const body = json(JSON.parse(readRecording(entry.request)))
    return 'contents' in body ? [{ name: entry.request, body, model: String(entry.model) }] : []
  })
  return [...recorded, ...['gemini1', 'gemini2', 'gemini3', 'gm_multi'].flatMap(sentByCli)]
}

function sentByCli(run: string): Sent[] {
  const sent: unknown = JSON.parse(readRecording(`clients/gemini-cli-0.61.0__${run}.json`))
  return (Array.isArray(sent) ? sent : []).filter(isRecord).flatMap(({ url, seq, body }) => {
    const inner = json(json(body).request ?? body)
    if (!('contents' in inner)) return []
    const model = /models\/([^:]+):/.exec(String(url))?.[1] ?? String(json(body).model)
    return [{ name: `${run} ${String(seq)}`, body: inner, model }]
  })
}

/** What the codec says to be the same request; see codec.ts. */
function normal(body: Json): Json {
  const { contents, systemInstruction, tools, toolConfig, generationConfig, ...rest } = without(camel(body), [
    'model',
  ])
  const instruction = systemInstruction && json(systemInstruction).parts
  return {
    ...rest,
    contents: list(contents).map((content) => ({
      role: 'user',
      ...content,
      parts: list(content.parts).map(normalPart),
    })),
    ...(instruction !== undefined && { systemInstruction: { parts: instruction } }),
    ...(tools !== undefined && { tools: normalTools(list(tools)) }),
    ...normalToolConfig(json(toolConfig)),
    ...normalConfig(json(generationConfig)),
  }
}

const list = (value: unknown): Json[] =>
  (Array.isArray(value) ? value : value ? [value] : []).filter(isRecord)
const camelCase = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
const VERBATIM = new Set([
  'args',
  'response',
  'parameters',
  'parametersJsonSchema',
  'responseSchema',
  'responseJsonSchema',
])
const KEPT = new Set(['sessionId', 'modelArmorConfig', 'fileSearch', 'mcpServers'])

function camel(value: Json): Json {
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const name = camelCase(key)
      if (KEPT.has(name)) return [name === 'sessionId' ? key : name, inner]
      return [name, VERBATIM.has(name) ? inner : camelValue(inner)]
    }),
  )
}
const camelValue = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(camelValue) : isRecord(value) ? camel(value) : value

function normalPart(part: Json): Json {
  const { functionCall, inlineData, functionResponse, ...rest } = part
  return {
    ...rest,
    ...(isRecord(inlineData) && { inlineData: { ...inlineData, data: base64(String(inlineData.data)) } }),
    ...(isRecord(functionCall) && { functionCall: { args: {}, ...functionCall } }),
    ...(isRecord(functionResponse) && {
      functionResponse: {
        ...functionResponse,
        ...(functionResponse.parts !== undefined && { parts: list(functionResponse.parts).map(normalPart) }),
      },
    }),
  }
}
const base64 = (data: string) => Buffer.from(data, 'base64').toString('base64')

function normalTools(tools: Json[]): Json[] {
  const functions = tools.flatMap(({ functionDeclarations }) => list(functionDeclarations))
  const hosted = tools.flatMap((tool) =>
    Object.entries(tool).flatMap(([name, value]) =>
      name === 'functionDeclarations' ? [] : [{ [name]: value }],
    ),
  )
  return [...(functions.length > 0 ? [{ functionDeclarations: functions }] : []), ...hosted]
}

function normalToolConfig({ functionCallingConfig, ...rest }: Json): Json {
  const { mode, ...calling } = json(functionCallingConfig)
  const named = { ...(typeof mode === 'string' && { mode: mode.toUpperCase() }), ...calling }
  const config = { ...rest, ...(Object.keys(named).length > 0 && { functionCallingConfig: named }) }
  return Object.keys(config).length > 0 ? { toolConfig: config } : {}
}

function normalConfig({ thinkingConfig, ...rest }: Json): Json {
  const { thinkingLevel, ...thinking } = json(thinkingConfig)
  const level = {
    ...(typeof thinkingLevel === 'string' && { thinkingLevel: thinkingLevel.toUpperCase() }),
    ...thinking,
  }
  const config = { ...rest, ...(Object.keys(level).length > 0 && { thinkingConfig: level }) }
  return Object.keys(config).length > 0 ? { generationConfig: config } : {}
}

describe.skipIf(!present)('recorded requests (skipped where ../shared/fixtures is not there)', () => {
  it.each(present ? sentRequests() : [])('$name', ({ body, model }) => {
    const before = JSON.stringify(body)
    const target = targetOf(model)
    const request = geminiCodec.decodeRequest(body, { model, stream: true })
    expect(request).toMatchObject({ model, stream: true })
    expect(geminiCodec.encodeRequest(request, target)).toEqual(normal(body))
    expect(target.warnings).toEqual([])
    expect(JSON.stringify(body)).toBe(before)
  })
})
