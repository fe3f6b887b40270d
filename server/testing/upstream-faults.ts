import type { Dialect } from '#server/domain/dialect'
import type { FailureKind } from '#server/domain/errors'
import type { BrokenHosts } from './broken-hosts'
import { CUT, HEAD, RESET, STALL } from './fake-upstream'
import type { UpstreamAnswer, UpstreamStep } from './fake-upstream'
import { readyAnswer } from './upstream-answers'

export const FORMS = ['stream', 'whole'] as const
export type Form = (typeof FORMS)[number]

/** One way in which a provider fails. */
export interface Fault {
  name: string
  /** A host that fails below HTTP; otherwise the provider answers. */
  host?: keyof Omit<BrokenHosts, 'close'>
  answer?: (dialect: Dialect, form: Form) => UpstreamAnswer
  forms: readonly Form[]
  kind: (form: Form) => FailureKind
  /** The body of the upstream's answer, when it is whole and could be passed on. */
  bytes?: (dialect: Dialect) => Buffer
}

const SSE = 'text/event-stream'
const JSON_TYPE = 'application/json'
const typeOf = (form: Form) => (form === 'stream' ? SSE : JSON_TYPE)
const answerOf = (contentType: string, ...steps: UpstreamStep[]): UpstreamAnswer => ({
  headers: [['content-type', contentType]],
  steps,
})

/** An error as each protocol writes it. */
function errorBody(dialect: Dialect, status: number): object {
  const message = `It went wrong with ${String(status)}`
  switch (dialect) {
    case 'claude':
      return {
        type: 'error',
        error: { type: CLAUDE_TYPE[status] ?? 'api_error', message },
        request_id: 'req_1',
      }
    case 'gemini':
      return { error: { code: status, message, status: GOOGLE_STATUS[status] ?? 'INTERNAL' } }
    default:
      return {
        error: {
          message,
          type: OPENAI_TYPE[status] ?? 'server_error',
          param: null,
          code: OPENAI_CODE[status] ?? null,
        },
      }
  }
}
const CLAUDE_TYPE: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  422: 'invalid_request_error',
  429: 'rate_limit_error',
  529: 'overloaded_error',
}
const GOOGLE_STATUS: Record<number, string> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  413: 'INVALID_ARGUMENT',
  422: 'INVALID_ARGUMENT',
  429: 'RESOURCE_EXHAUSTED',
  503: 'UNAVAILABLE',
}
const OPENAI_CODE: Record<number, string> = { 503: 'server_is_overloaded' }
const OPENAI_TYPE: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'invalid_request_error',
  422: 'invalid_request_error',
  429: 'rate_limit_exceeded',
}

function status(code: number, kind: FailureKind, headers: [string, string][] = []): Fault {
  const bytes = (dialect: Dialect) => Buffer.from(JSON.stringify(errorBody(dialect, code)))
  const hint = headers.length > 0 ? ` with ${headers.map(([name]) => name).join(', ')}` : ''
  return {
    name: `status ${String(code)}${hint}`,
    forms: FORMS,
    kind: () => kind,
    bytes,
    answer: (dialect) => ({
      status: code,
      headers: [['content-type', JSON_TYPE], ...headers],
      steps: [bytes(dialect)],
    }),
  }
}

/** An error event as the first of a stream, in each protocol's own grammar. */
function errorFrame(dialect: Dialect): string {
  if (dialect === 'claude') return `event: error\ndata: ${JSON.stringify(errorBody(dialect, 529))}\n\n`
  if (dialect === 'codex-responses') {
    const data = { type: 'error', code: 'server_is_overloaded', message: 'Overloaded', param: null }
    return `event: error\ndata: ${JSON.stringify(data)}\n\n`
  }
  const error =
    dialect === 'gemini'
      ? { code: 503, message: 'Overloaded', status: 'UNAVAILABLE' }
      : { message: 'Overloaded', type: 'server_error', code: 'server_is_overloaded' }
  return `data: ${JSON.stringify({ error })}\n\n`
}

const frames = (dialect: Dialect): string[] =>
  readyAnswer(dialect, 'text', 'stream')
    .bytes.toString()
    .match(/[^]*?\r?\n\r?\n/g) ?? []

/** How many frames come before the first content. */
const PREAMBLE_FRAMES: Record<Dialect, number> = {
  claude: 3,
  'openai-chat': 1,
  'codex-responses': 3,
  gemini: 0,
}
/** Gemini has none in the usual answer; Vertex sends such a chunk. */
const GEMINI_PREAMBLE = `data: ${JSON.stringify({ usageMetadata: { promptTokenCount: 1 } })}\n\n`
const preamble = (dialect: Dialect) =>
  dialect === 'gemini' ? GEMINI_PREAMBLE : frames(dialect).slice(0, PREAMBLE_FRAMES[dialect]).join('')
/** A stream's frames up to the first content. */
export const withContent = (dialect: Dialect) =>
  frames(dialect)
    .slice(0, PREAMBLE_FRAMES[dialect] + 1)
    .join('')
const half = (dialect: Dialect) => readyAnswer(dialect, 'text', 'whole').bytes.subarray(0, 40)
/** What a client may have seen of nothing: the beginning of an answer, without its content. */
const beginning = (dialect: Dialect, form: Form): UpstreamStep =>
  form === 'stream' ? preamble(dialect) : half(dialect)

const HTML = Buffer.from('<!doctype html><title>Welcome</title><p>It works.</p>')

export const BEFORE_CONTENT: readonly Fault[] = [
  { name: 'connection refused', host: 'refused', forms: FORMS, kind: () => 'refused' },
  { name: 'unknown host name', host: 'unknown', forms: FORMS, kind: () => 'dns' },
  { name: 'TLS failure', host: 'noTls', forms: FORMS, kind: () => 'tls' },
  { name: 'connect timeout', host: 'silent', forms: FORMS, kind: () => 'connect_timeout' },
  status(400, 'client_fault'),
  status(401, 'credential'),
  status(403, 'credential'),
  status(404, 'model'),
  status(408, 'timeout_status'),
  status(413, 'client_fault'),
  status(422, 'client_fault'),
  status(429, 'rate_limited'),
  status(429, 'rate_limited', [['retry-after', '30']]),
  status(500, 'server_error'),
  status(502, 'server_error'),
  status(503, 'overloaded'),
  status(504, 'timeout_status'),
  status(529, 'overloaded'),
  {
    name: 'HTML with 200',
    forms: FORMS,
    kind: () => 'bad_answer',
    answer: () => answerOf('text/html; charset=utf-8', HTML),
  },
  {
    name: 'HTML that calls itself JSON',
    forms: ['whole'],
    kind: () => 'bad_answer',
    answer: () => answerOf(JSON_TYPE, HTML),
  },
  {
    name: 'error JSON with 200',
    forms: FORMS,
    kind: () => 'overloaded',
    answer: (dialect) =>
      answerOf(JSON_TYPE, JSON.stringify(errorBody(dialect, dialect === 'claude' ? 529 : 503))),
  },
  {
    name: 'an error as the first event',
    forms: ['stream'],
    kind: () => 'overloaded',
    answer: (dialect) => answerOf(SSE, errorFrame(dialect)),
  },
  {
    name: 'an error after the preamble',
    forms: ['stream'],
    kind: () => 'overloaded',
    answer: (dialect) => answerOf(SSE, preamble(dialect), { pauseMs: 20 }, errorFrame(dialect)),
  },
  {
    name: 'an empty answer',
    forms: FORMS,
    kind: () => 'empty',
    answer: (_, form) => answerOf(typeOf(form), HEAD),
  },
  {
    name: 'an answer that ends after its preamble',
    forms: ['stream'],
    kind: () => 'empty',
    answer: (dialect) => answerOf(SSE, HEAD, preamble(dialect)),
  },
  {
    name: 'a stall before the first byte',
    forms: FORMS,
    kind: (form) => (form === 'stream' ? 'first_byte_timeout' : 'total_timeout'),
    answer: (_, form) => answerOf(typeOf(form), STALL),
  },
  {
    name: 'a stall after the head',
    forms: FORMS,
    kind: (form) => (form === 'stream' ? 'first_byte_timeout' : 'total_timeout'),
    answer: (_, form) => answerOf(typeOf(form), HEAD, STALL),
  },
  {
    name: 'a stall in the beginning',
    forms: FORMS,
    kind: (form) => (form === 'stream' ? 'idle_timeout' : 'total_timeout'),
    answer: (dialect, form) => answerOf(typeOf(form), beginning(dialect, form), STALL),
  },
  {
    name: 'a reset before the head',
    forms: FORMS,
    kind: () => 'reset',
    answer: (_, form) => answerOf(typeOf(form), RESET),
  },
  {
    name: 'a reset after the head',
    forms: FORMS,
    kind: () => 'cut',
    answer: (_, form) => answerOf(typeOf(form), HEAD, { pauseMs: 20 }, RESET),
  },
  {
    name: 'a cut in the beginning',
    forms: FORMS,
    kind: () => 'cut',
    answer: (dialect, form) => answerOf(typeOf(form), beginning(dialect, form), { pauseMs: 20 }, CUT),
  },
]

/** Faults of streams that come too late for another provider. */
export const AFTER_CONTENT: readonly Fault[] = [
  {
    name: 'a stall',
    forms: ['stream'],
    kind: () => 'idle_timeout',
    answer: (dialect) => answerOf(SSE, withContent(dialect), STALL),
  },
  {
    name: 'a reset',
    forms: ['stream'],
    kind: () => 'cut',
    answer: (dialect) => answerOf(SSE, withContent(dialect), { pauseMs: 20 }, RESET),
  },
  {
    name: 'no terminal event',
    forms: ['stream'],
    kind: () => 'cut',
    answer: (dialect) => answerOf(SSE, withContent(dialect)),
  },
]
