import Anthropic, { APIError as AnthropicError } from '@anthropic-ai/sdk'
import { ApiError as GoogleError, GoogleGenAI } from '@google/genai'
import type { GenerateContentResponse } from '@google/genai'
import OpenAI, { APIError as OpenAiError } from 'openai'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { DIALECTS } from '#server/domain/dialect'
import type { Dialect } from '#server/domain/dialect'
import {
  DIALECT_OF,
  readRecording,
  recordings,
  recordingsPresent as present,
} from '#server/testing/recorded-answers'
import { CODECS } from './codecs'
import { byKind, CONTEXT, encoded, recordedAnswers, saidIn, written } from './cross-dialect-fixtures'
import type { IrError, IrErrorKind } from './ir/error'
import type { Part } from './ir/parts'

/** What an official client makes of an answer: texts, thoughts and calls, as parts of ours. */
type Read = (answer: Response, streaming: boolean) => Promise<Part[]>

const stub = (answer: Response) => ({ apiKey: 'k', maxRetries: 0, fetch: () => Promise.resolve(answer) })

const text = (words: string | null | undefined): Part => ({ type: 'text', text: words ?? '' })
const thought = (words: string | undefined): Part => ({
  type: 'reasoning',
  text: words ?? '',
  redacted: false,
  signature: null,
})
const call = (id: string, name: string, args: string): Part => ({
  type: 'tool_call',
  id,
  name,
  namespace: null,
  kind: 'function',
  arguments: args,
  signature: null,
})

async function readClaude(answer: Response, streaming: boolean): Promise<Part[]> {
  const { messages } = new Anthropic(stub(answer))
  const ask = { model: 'm', max_tokens: 10, messages: [{ role: 'user' as const, content: 'hi' }] }
  const { content } = await (streaming ? messages.stream(ask).finalMessage() : messages.create(ask))
  return content.flatMap((block): Part[] => {
    if (block.type === 'text') return [text(block.text)]
    if (block.type === 'thinking') return [thought(block.thinking)]
    return block.type === 'tool_use' ? [call(block.id, block.name, JSON.stringify(block.input))] : []
  })
}

async function readChat(answer: Response, streaming: boolean): Promise<Part[]> {
  const { completions } = new OpenAI(stub(answer)).chat
  const ask = { model: 'm', messages: [{ role: 'user' as const, content: 'hi' }] }
  const { choices } = await (streaming
    ? completions.stream(ask).finalChatCompletion()
    : completions.create(ask))
  const { content, refusal, tool_calls: calls } = choices[0]!.message
  return [
    text(content),
    { type: 'refusal', text: refusal ?? '' },
    ...(calls ?? []).map((called) =>
      called.type === 'function'
        ? call(called.id, called.function.name, called.function.arguments)
        : call(called.id, called.custom.name, JSON.stringify({ input: called.custom.input })),
    ),
  ]
}

async function readResponses(answer: Response, streaming: boolean): Promise<Part[]> {
  const { responses } = new OpenAI(stub(answer))
  const ask = { model: 'm', input: 'hi' }
  const { output } = await (streaming ? responses.stream(ask).finalResponse() : responses.create(ask))
  return output.flatMap((item): Part[] => {
    switch (item.type) {
      case 'message':
        return item.content.map((part) =>
          part.type === 'refusal' ? { type: 'refusal', text: part.refusal } : text(part.text),
        )
      case 'reasoning':
        return item.summary.map((part) => thought(part.text))
      case 'function_call':
        return [call(item.call_id, item.name, item.arguments)]
      case 'custom_tool_call':
        return [call(item.call_id, item.name, JSON.stringify({ input: item.input }))]
      default:
        return []
    }
  })
}

async function readGemini(answer: Response, streaming: boolean): Promise<Part[]> {
  // This client takes no fetch of its caller's.
  vi.stubGlobal('fetch', () => Promise.resolve(answer))
  const { models } = new GoogleGenAI({ apiKey: 'k' })
  const ask = { model: 'm', contents: 'hi' }
  const chunks: GenerateContentResponse[] = []
  if (!streaming) chunks.push(await models.generateContent(ask))
  else for await (const chunk of await models.generateContentStream(ask)) chunks.push(chunk)
  const parts = chunks.flatMap(({ candidates }) => candidates?.[0]?.content?.parts ?? [])
  return parts.flatMap((part): Part[] => {
    const { functionCall } = part
    if (functionCall)
      return [call(functionCall.id ?? '', functionCall.name ?? '', JSON.stringify(functionCall.args))]
    return [part.thought === true ? thought(part.text) : text(part.text)]
  })
}
afterEach(() => vi.unstubAllGlobals())

const READERS: Record<Dialect, Read> = {
  claude: readClaude,
  'openai-chat': readChat,
  'codex-responses': readResponses,
  gemini: readGemini,
}

/** OpenAI's client knows no thoughts in chat. Ids that the hub made up are not told to Google's. */
function expected(parts: readonly Part[], to: Dialect): string[] {
  const known = to === 'openai-chat' ? parts.filter(({ type }) => type !== 'reasoning') : parts
  const told = known.map((part) =>
    to === 'gemini' && part.type === 'tool_call' && part.id.startsWith('call_gm_')
      ? { ...part, id: '' }
      : part,
  )
  const said = saidIn(told, to)
  return to === 'openai-chat' ? byKind(said) : said
}

const answers = recordedAnswers().answers.filter(({ response }) =>
  response.parts.some(({ type }) => type === 'tool_call' || type === 'reasoning'),
)

describe.skipIf(!present)(
  'recorded answers with tools or thoughts (skipped without ../shared/fixtures)',
  () => {
    it('are many', () => {
      expect(answers.length).toBeGreaterThan(100)
    })

    describe.each(DIALECTS)('read by the official client of %s', (to) => {
      it.each(answers.filter(({ dialect }) => dialect !== to))('$file', async ({ response, events }) => {
        const wanted = expected(response.parts, to)
        const read = READERS[to]
        const seen = (parts: readonly Part[]) =>
          to === 'openai-chat' ? byKind(saidIn(parts, to)) : saidIn(parts, to)

        const body = JSON.stringify(encoded(to, response))
        const json = { headers: { 'content-type': 'application/json' } }
        expect(seen(await read(new Response(body, json), false))).toEqual(wanted)

        // OpenAI's client cannot put a free-form call of a chat stream together.
        if (to === 'openai-chat' && response.parts.some((part) => 'kind' in part && part.kind === 'custom'))
          return
        const sse = { headers: { 'content-type': 'text/event-stream' } }
        expect(seen(await read(new Response(written(to, events), sse), true))).toEqual(wanted)
      })
    })
  },
)

const ERRORS: Record<Dialect, typeof AnthropicError | typeof OpenAiError | typeof GoogleError> = {
  claude: AnthropicError,
  'openai-chat': OpenAiError,
  'codex-responses': OpenAiError,
  gemini: GoogleError,
}

const failures = recordings.flatMap(({ file, api, status }) => {
  const from = DIALECT_OF[api]
  return from && status !== null && status >= 400 ? [{ file, from, status }] : []
})

describe.skipIf(!present)('recorded errors (skipped without ../shared/fixtures)', () => {
  it.each(failures)('$file of $from', async ({ file, from, status }) => {
    const error = CODECS[from].decodeError(status, bodyOf(readRecording(file)))
    for (const to of DIALECTS) {
      const body = JSON.stringify(CODECS[to].encodeError(error, CONTEXT.requestId))
      const answer = new Response(body, {
        status: error.status,
        headers: { 'content-type': 'application/json' },
      })
      const thrown: unknown = await READERS[to](answer, false).catch((failure: unknown) => failure)
      expect(thrown).toBeInstanceOf(ERRORS[to])
      expect(thrown).toMatchObject({ status })
      expect(String(thrown)).toContain(error.message.slice(0, 40))
      expect(CODECS[to].decodeError(error.status, JSON.parse(body)).kind).toBe(foldKind(error, to))
    }
  })
})

/** Responses say of a model that is not there that the request is bad. Google has no word for that but the status. */
const foldKind = ({ kind, status }: IrError, to: Dialect): IrErrorKind =>
  to === 'gemini' && kind === 'not_found' && status === 400 ? 'invalid_request' : kind

/** Google tells errors of streams as `data: {…}`, and of the streams without SSE in a list. */
function bodyOf(recorded: string): unknown {
  try {
    return JSON.parse(recorded.replace(/^data: ?/, ''))
  } catch {
    return recorded
  }
}
