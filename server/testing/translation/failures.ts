import type { Dialect } from '#server/domain/dialect'
import { dialectOf } from '#server/domain/provider'
import type { ProviderType } from '#server/domain/provider'
import type { UpstreamAnswer } from '../fake-upstream'
import { beginning, EVENT_STREAM } from './answers'

/** How a provider fails, in words of no protocol. */
export const FAILURES = [
  'bad request',
  'bad credential',
  'no model',
  'rate limit',
  'server error',
  'overloaded',
] as const
export type Failure = (typeof FAILURES)[number]

export const RETRY_AFTER_S = 7
/** Stands in each message; whoever is told of a failure reads it, and of a credential nobody. */
export const REASON = 'because of reasons'

type Words = Readonly<Record<Failure, { status: number; words: readonly (string | null)[] }>>

/** `type`. @see https://docs.anthropic.com/en/api/errors */
const CLAUDE: Words = {
  'bad request': { status: 400, words: ['invalid_request_error'] },
  'bad credential': { status: 401, words: ['authentication_error'] },
  'no model': { status: 404, words: ['not_found_error'] },
  'rate limit': { status: 429, words: ['rate_limit_error'] },
  'server error': { status: 500, words: ['api_error'] },
  overloaded: { status: 529, words: ['overloaded_error'] },
}
/** `type` and `code`. @see https://platform.openai.com/docs/guides/error-codes */
const OPENAI: Words = {
  'bad request': { status: 400, words: ['invalid_request_error', null] },
  'bad credential': { status: 401, words: ['invalid_request_error', 'invalid_api_key'] },
  'no model': { status: 404, words: ['invalid_request_error', 'model_not_found'] },
  'rate limit': { status: 429, words: ['rate_limit_error', 'rate_limit_exceeded'] },
  'server error': { status: 500, words: ['server_error', null] },
  overloaded: { status: 503, words: ['server_error', 'server_is_overloaded'] },
}
/** `status`. @see https://cloud.google.com/apis/design/errors */
const GOOGLE: Words = {
  'bad request': { status: 400, words: ['INVALID_ARGUMENT'] },
  'bad credential': { status: 401, words: ['UNAUTHENTICATED'] },
  'no model': { status: 404, words: ['NOT_FOUND'] },
  'rate limit': { status: 429, words: ['RESOURCE_EXHAUSTED'] },
  'server error': { status: 500, words: ['INTERNAL'] },
  overloaded: { status: 503, words: ['UNAVAILABLE'] },
}
/** Status and words of each failure in each protocol. */
export const FAILURE_WORDS: Record<Dialect, Words> = {
  claude: CLAUDE,
  'openai-chat': OPENAI,
  'codex-responses': OPENAI,
  gemini: GOOGLE,
}

function errorBody(dialect: Dialect, failure: Failure): object {
  const { status, words } = FAILURE_WORDS[dialect][failure]
  const [type, code] = words
  const message = `It failed ${REASON}`
  if (dialect === 'claude') return { type: 'error', error: { type, message }, request_id: 'req_1' }
  if (dialect === 'gemini') return { error: { code: status, message, status: type } }
  return { error: { message, type, param: null, code } }
}

/** The provider fails before it says anything. */
export function failureAnswer(type: ProviderType, failure: Failure): UpstreamAnswer {
  const dialect = dialectOf(type)
  return {
    status: FAILURE_WORDS[dialect][failure].status,
    headers: [
      ['content-type', 'application/json'],
      ...(failure === 'rate limit' ? [['retry-after', String(RETRY_AFTER_S)] as const] : []),
    ],
    steps: [JSON.stringify(errorBody(dialect, failure))],
  }
}

/** The provider is overloaded in the middle of its answer, and says so in its stream's grammar. */
export function breakingAnswer(type: ProviderType): UpstreamAnswer {
  return { headers: EVENT_STREAM, steps: [...beginning(type), { pauseMs: 20 }, errorFrame(type)] }
}

/** The provider's connection ends properly in the middle of its answer, without a closing word. */
export function cutAnswer(type: ProviderType): UpstreamAnswer {
  return { headers: EVENT_STREAM, steps: [...beginning(type), { pauseMs: 20 }] }
}

function errorFrame(type: ProviderType): string {
  const dialect = dialectOf(type)
  const body = errorBody(dialect, 'overloaded')
  if (dialect === 'claude') return `event: error\ndata: ${JSON.stringify(body)}\n\n`
  if (dialect === 'codex-responses') {
    return `event: error\ndata: ${JSON.stringify({ type: 'error', sequence_number: 9, ...body })}\n\n`
  }
  return `data: ${JSON.stringify(body)}\n\n`
}
