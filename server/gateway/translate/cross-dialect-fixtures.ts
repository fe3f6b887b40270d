import type { Dialect } from '#server/domain/dialect'
import { NO_USAGE } from '#server/domain/usage'
import type { Usage } from '#server/domain/usage'
import {
  decode,
  DIALECT_OF,
  readRecording,
  record,
  recordings,
  recordingsPresent,
} from '#server/testing/recorded-answers'
import { checkClaudeStream } from './claude/grammar'
import { CODECS } from './codecs'
import { checkResponsesStream } from './codex-responses/grammar'
import { checkGeminiStream } from './gemini/grammar'
import { carrySignatures, carrySignaturesIn } from './ir/carry-signatures'
import type { ClientContext, SseFrame } from './ir/codec'
import type { IrError } from './ir/error'
import { isRecord } from './ir/metering'
import type { Part } from './ir/parts'
import { EMPTY_REQUEST } from './ir/request'
import type { IrRequest } from './ir/request'
import { collect, eventsOf, IrFailure } from './ir/response'
import type { FinishReason, IrEvent, IrResponse } from './ir/response'
import { inSequence } from './ir/sequence'
import { checkChatStream } from './openai-chat/grammar'

/** What the tests of answers that go from one dialect to another share. */
const REQUEST: IrRequest = {
  ...EMPTY_REQUEST,
  model: 'asked-model',
  stream: true,
  // A client of Gemini's gets thoughts when it asks for them, and one of chat its usage.
  reasoning: { mode: 'auto', effort: null, budget: null, visible: true },
  streamUsage: true,
}

export const CONTEXT: ClientContext = {
  requestId: '0192a3b4-c5d6-7e8f-9012-3456789abcde',
  model: 'asked-model',
  nowMs: 1_790_000_000_000,
  request: REQUEST,
}

export const CHECKS: Record<Dialect, (frames: readonly SseFrame[]) => string[]> = {
  claude: checkClaudeStream,
  'openai-chat': checkChatStream,
  'codex-responses': checkResponsesStream,
  gemini: checkGeminiStream,
}

/** Frames of a stream as the pipeline sees them, comments left out. */
export const framesOf = (text: string): SseFrame[] =>
  text
    .split(/\r?\n\r?\n/)
    .filter((frame) => frame !== '' && !frame.startsWith(':'))
    .map((frame) => {
      const [, name, data = ''] = /^(?:event: ([^\n]*)\n)?data: ([^\n]*)$/.exec(frame) ?? []
      return { name: name ?? null, data: data === '[DONE]' ? data : (JSON.parse(data) as unknown) }
    })

export function decodeFrames(dialect: Dialect, frames: readonly SseFrame[]): IrEvent[] {
  const decoder = CODECS[dialect].createStreamDecoder()
  const order = inSequence()
  return [...frames.flatMap((frame) => decoder.feed(frame)), ...decoder.finish()].flatMap(order)
}

/** A stream for a client, as translation.ts makes it. */
export function written(to: Dialect, events: Iterable<IrEvent>): string {
  const encoder = CODECS[to].createStreamEncoder(CONTEXT)
  const carry = carrySignatures(to)
  return [...events]
    .flatMap(carry)
    .map((event) => encoder.encode(event))
    .join('')
}

/** A whole answer for a client, as translation.ts makes it. */
export const encoded = (to: Dialect, response: IrResponse): Record<string, unknown> =>
  CODECS[to].encodeResponse(carrySignaturesIn(response, to), CONTEXT)

export interface RecordedAnswer {
  readonly file: string
  readonly dialect: Dialect
  readonly features: readonly string[]
  readonly response: IrResponse
  /** In sequence; those of a whole answer are made of it. */
  readonly events: readonly IrEvent[]
}

/** One that tells of a failure although its status is 200. */
export interface RecordedFailure {
  readonly file: string
  readonly form: 'json' | 'stream'
  readonly error: IrError
  readonly events: readonly IrEvent[]
}

/** Endpoints other than answers were recorded beside them. */
const NO_ANSWERS = ['count_tokens', 'models-list']

interface Told {
  readonly name: string
  readonly dialect: Dialect
  readonly features: readonly string[]
  readonly form: string
  readonly data: readonly unknown[]
}

const plainRecordings = (): Told[] =>
  recordings.flatMap(({ api, status, features, file, form }) => {
    const dialect = DIALECT_OF[api]
    if (!dialect || (status ?? 200) >= 400 || NO_ANSWERS.some((name) => features.includes(name))) return []
    return [{ name: String(file), dialect, features, form, data: decode(readRecording(file), form) }]
  })

/** Recordings in the forms of single projects: an event a line with its data as text, and a call a line with its answer. */
function otherRecordings(): Told[] {
  const index = recordingsPresent ? record(JSON.parse(readRecording('INDEX.json'))).entries : []
  return (Array.isArray(index) ? index : []).map(record).flatMap(({ api, file, form }): Told[] => {
    const dialect = DIALECT_OF[String(api)]
    if (!dialect || (form !== 'events.jsonl' && form !== 'geminicli.jsonl')) return []
    const lines = readRecording(String(file))
      .split('\n')
      .filter((line) => line.trim() !== '')
    const read = lines.map((line) => record(JSON.parse(line)))
    const told = { dialect, features: [], form }
    if (form === 'events.jsonl') {
      const data = read.map(({ Data }) => String(Data)).filter((text) => text !== '[DONE]')
      return [{ ...told, name: String(file), data: data.map((text) => JSON.parse(text) as unknown) }]
    }
    return read.flatMap(({ method, response }, at) => {
      const data: unknown[] = Array.isArray(response) ? response : [response]
      return method === 'countTokens' ? [] : [{ ...told, name: `${String(file)} ${String(at)}`, data }]
    })
  })
}

/** Every recorded answer of status 200. */
export function recordedAnswers(): { answers: RecordedAnswer[]; failures: RecordedFailure[] } {
  const answers: RecordedAnswer[] = []
  const failures: RecordedFailure[] = []
  for (const { name, dialect, features, form, data } of [...plainRecordings(), ...otherRecordings()]) {
    const events: IrEvent[] = []
    try {
      events.push(
        ...(form === 'json' ? eventsOf(CODECS[dialect].decodeResponse(data[0])) : streamed(dialect, data)),
      )
      answers.push({ file: name, dialect, features, response: collect(events), events })
    } catch (thrown) {
      if (!(thrown instanceof IrFailure)) throw thrown
      const { error } = thrown
      if (events.length === 0) events.push({ type: 'start', id: null, model: null }, { type: 'error', error })
      failures.push({ file: name, form: form === 'json' ? 'json' : 'stream', error, events })
    }
  }
  return { answers, failures }
}

function streamed(dialect: Dialect, data: readonly unknown[]): IrEvent[] {
  const named = (value: unknown) => (isRecord(value) && typeof value.type === 'string' ? value.type : null)
  return decodeFrames(
    dialect,
    data.map((value) => ({ name: named(value), data: value })),
  )
}

/** Which reasons fold into which when a dialect says them; all others are kept. A filtered answer is a refusal to Anthropic
 * and a refused one is filtered to OpenAI and Google; chat's and Responses' words for a refusal are a part of its own. */
const FOLDS: Record<Dialect, Partial<Record<FinishReason, FinishReason>>> = {
  claude: { content_filter: 'refusal', error: 'stop' },
  'openai-chat': { stop_sequence: 'stop', refusal: 'content_filter', paused: 'stop', error: 'stop' },
  'codex-responses': { stop_sequence: 'stop', refusal: 'content_filter', paused: 'stop' },
  gemini: { stop_sequence: 'stop', refusal: 'content_filter' },
}
const REFUSAL_PARTS: ReadonlySet<Dialect> = new Set(['openai-chat', 'codex-responses'])

export function foldFinish({ finish, parts }: IrResponse, to: Dialect): FinishReason {
  const reason = finish?.reason ?? 'stop'
  // Anthropic knows calls that code has made, and that nobody waits for; to the others a call is a call.
  if (reason === 'stop' && parts.some(({ type }) => type === 'tool_call')) return 'tool_calls'
  const said = REFUSAL_PARTS.has(to) && parts.some(({ type }) => type === 'refusal')
  return reason === 'refusal' && said ? reason : (FOLDS[to][reason] ?? reason)
}

/** The buckets that a protocol can tell apart: Anthropic's always has counters, OpenAI's know one price for writing to the cache, Gemini's none. */
export function foldUsage(usage: Usage | null, to: Dialect): Usage | null {
  if (to === 'claude') return usage ?? NO_USAGE
  if (usage === null) return usage
  const cacheWrite = usage.cacheWrite5m + usage.cacheWrite1h
  return to === 'gemini'
    ? { ...usage, input: usage.input + cacheWrite, cacheWrite5m: 0, cacheWrite1h: 0 }
    : { ...usage, cacheWrite5m: cacheWrite, cacheWrite1h: 0 }
}

/** What was said, in order, runs of the same kind joined. Refusals are words to Anthropic and Google. */
export function saidIn(parts: readonly Part[], to: Dialect): string[] {
  const said: [kind: string, text: string][] = []
  for (const part of parts) {
    const [kind, text] = wordsOf(part, to)
    const last = said.at(-1)
    if (text === '') continue
    if (last?.[0] === kind && kind !== 'call') last[1] += text
    else said.push([kind, text])
  }
  return said.map(([kind, text]) => `${kind}: ${text}`)
}

function wordsOf(part: Part, to: Dialect): [kind: string, text: string] {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return [part.type, part.text]
    case 'refusal':
      return [REFUSAL_PARTS.has(to) ? part.type : 'text', part.text]
    case 'tool_call': {
      const { id, name } = part
      const args: unknown = part.kind === 'custom' ? { input: part.arguments } : argumentsIn(part.arguments)
      return ['call', `${id} ${name} ${JSON.stringify(args)}`]
    }
    default:
      return ['other', '']
  }
}

/** Arguments that are no object become one where the protocol wants one. */
function argumentsIn(text: string): unknown {
  if (text.trim() === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : { _raw: text }
  } catch {
    return { _raw: text }
  }
}

/** One list for each kind: chat has a place for each and none for their order. */
export const byKind = (said: readonly string[]): string[] =>
  ['reasoning', 'text', 'refusal', 'call'].flatMap((kind) => {
    const some = said.filter((entry) => entry.startsWith(`${kind}: `))
    return kind === 'call' ? some : [some.map((entry) => entry.slice(kind.length + 2)).join('')]
  })
