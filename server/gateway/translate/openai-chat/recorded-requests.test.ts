import { describe, expect, it } from 'vitest'
import { readRecording, record, recordingsPresent as present } from '#server/testing/recorded-answers'
import type { Json } from '#server/testing/recorded-answers'
import { chatCodec } from './codec'

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

/** No client of this dialect was recorded as a whole; these are the requests of the index. */
function recordedRequests(): { file: string; body: Json }[] {
  const entries = list(record(JSON.parse(readRecording('INDEX.json'))).entries).map(record)
  return entries.flatMap(({ api, request }) => {
    if (api !== 'openai-chat' || typeof request !== 'string') return []
    const body = record(JSON.parse(readRecording(request)))
    return Array.isArray(body.messages) ? [{ file: request, body }] : []
  })
}

/** The same in the codec's words; see codec.ts. */
function normalised(body: Json): Json {
  const { messages, tools, functions, tool_choice, function_call, stop, stream, stream_options, ...rest } =
    said(body)
  const old = list(functions).map((one) => ({ type: 'function', function: one }))
  const all = [...list(tools), ...old]
  const choice = tool_choice ?? function_call
  return {
    ...rest,
    messages: list(messages).map(normalisedMessage),
    ...(stop !== undefined && { stop: typeof stop === 'string' ? [stop] : stop }),
    ...(all.length > 0 && { tools: all }),
    ...(choice !== undefined && { tool_choice: normalisedChoice(choice) }),
    ...(stream === true && { stream, stream_options: { ...record(stream_options), include_usage: true } }),
  }
}

/** Null and absent are the same. */
const said = (fields: Json): Json =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined))

const normalisedChoice = (choice: unknown): unknown =>
  choice === 'any'
    ? 'required'
    : typeof choice === 'string'
      ? choice
      : { type: 'function', ...record(choice) }

function normalisedMessage(value: unknown): Json {
  const { content, tool_calls: calls, ...rest } = said(record(value))
  return {
    ...rest,
    content: normalisedContent(content, rest.role),
    ...(list(calls).length > 0 && { tool_calls: calls }),
  }
}

function normalisedContent(content: unknown, role: unknown): unknown {
  if (!Array.isArray(content) || content.length === 0)
    return typeof content === 'string' ? content : role === 'assistant' ? null : ''
  const [only] = content.map(record)
  const plain = content.length === 1 && only?.type === 'text' && Object.keys(only).length === 2
  return plain ? only.text : content
}

describe.skipIf(!present)('recorded requests (skipped where ../shared/fixtures is not there)', () => {
  const cases = present ? recordedRequests() : []

  it('has some', () => {
    expect(cases.length).toBeGreaterThan(90)
  })

  it.each(cases)('$file', ({ body }) => {
    const before = JSON.stringify(body)
    const request = chatCodec.decodeRequest(body, { model: null, stream: null })
    const warnings: string[] = []
    const model = String(body.model)
    const encoded = chatCodec.encodeRequest(request, {
      providerType: 'openai-compatible',
      model,
      warn: (code) => warnings.push(code),
    })
    expect(JSON.parse(JSON.stringify(encoded))).toEqual({ ...normalised(body), model })
    expect(warnings).toEqual([])
    expect(JSON.stringify(body)).toBe(before)
  })
})
