import type { FailureKind } from './errors'

/** Failures of the way to the provider and back; the other kinds follow from what it said. */
export type TransportFailure =
  | 'refused'
  | 'dns'
  | 'tls'
  | 'proxy'
  | 'connect_timeout'
  | 'reset'
  | 'first_byte_timeout'
  | 'idle_timeout'
  | 'total_timeout'
  | 'cut'

/** What one attempt that never reached the client came to. */
export interface UpstreamFailure {
  kind: FailureKind
  /** As the upstream said; null when it said nothing, or said it in the body of a 200. */
  status: number | null
  /** The upstream's own word for it. */
  errorType: string | null
  /** The beginning of its body or of the transport's message; for rules and the log, never for clients. */
  detail: string
  /** How long it wants to be left alone, in milliseconds. */
  retryAfterMs: number | null
}

/** Words of errors that come with status 200, in a body or as a stream's event, and the status they stand for.
 * @see https://docs.anthropic.com/en/api/errors, https://platform.openai.com/docs/guides/error-codes,
 * https://cloud.google.com/apis/design/errors */
const STATUS_OF_WORD: Record<string, number> = {
  overloaded_error: 529,
  rate_limit_error: 429,
  api_error: 500,
  timeout_error: 504,
  authentication_error: 401,
  permission_error: 403,
  billing_error: 402,
  not_found_error: 404,
  request_too_large: 413,
  invalid_request_error: 400,
  server_error: 500,
  server_is_overloaded: 503,
  slow_down: 503,
  rate_limit_exceeded: 429,
  insufficient_quota: 429,
  usage_limit_reached: 429,
  invalid_api_key: 401,
  model_not_found: 404,
  context_length_exceeded: 400,
  invalid_prompt: 400,
  unavailable: 503,
  resource_exhausted: 429,
  unauthenticated: 401,
  permission_denied: 403,
  not_found: 404,
  invalid_argument: 400,
  failed_precondition: 400,
  deadline_exceeded: 504,
  internal: 500,
}

/** The status that an error with status 200 stands for; 500 when none of its words says anything.
 * @param words its status, code and type as the upstream spelled them, or numbers in digits; the most telling first */
export function statusOfWords(words: readonly string[]): number {
  for (const word of words) {
    const number = Number(word)
    if (Number.isInteger(number) && number >= 400 && number <= 599) return number
    const status = STATUS_OF_WORD[word.toLowerCase()]
    if (status !== undefined) return status
  }
  return 500
}

/** The kind of failure that an HTTP status means. @param status at least 300 */
export function failureOfStatus(status: number): FailureKind {
  if (status < 400) return 'bad_answer'
  if (status === 401 || status === 402 || status === 403) return 'credential'
  if (status === 404) return 'model'
  if (status === 408 || status === 504) return 'timeout_status'
  if (status === 429) return 'rate_limited'
  if (status === 503 || status === 529) return 'overloaded'
  return status >= 500 ? 'server_error' : 'client_fault'
}
