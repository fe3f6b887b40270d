import type { ErrorCode } from './errors'

/** What follows from one way in which an upstream can fail, as long as the client has seen nothing of the answer. */
export interface FailureRule {
  /** `switch`: the next provider. `again`: the same one once more, then the next. `none`: the answer is the client's. */
  retry: 'switch' | 'again' | 'none'
  /** Counts against the provider's circuit. */
  breaker: boolean
  /** Leave alone for a while: the whole provider, its credential, or one model of it. */
  mark: 'cooldown' | 'quarantine' | 'model_cooldown' | null
  /** What the client is told when nobody else could serve it. */
  code: ErrorCode
  /** For people: what happened. */
  means: string
}

/** Every way in which an upstream can fail before the first content frame. The documentation prints this table and the
 * fault matrix test holds the gateway to it. Error rules (FR-020) refine it. */
export const FAILURE_TABLE = {
  refused: {
    retry: 'switch',
    breaker: true,
    mark: null,
    code: 'upstream_unreachable',
    means: 'The connection was refused, or there is no way to the address.',
  },
  dns: {
    retry: 'switch',
    breaker: true,
    mark: null,
    code: 'upstream_unreachable',
    means: 'The name of the host could not be resolved.',
  },
  tls: {
    retry: 'switch',
    breaker: true,
    mark: null,
    code: 'upstream_unreachable',
    means: 'The TLS handshake or the certificate failed.',
  },
  proxy: {
    retry: 'switch',
    breaker: true,
    mark: null,
    code: 'upstream_unreachable',
    means: 'The proxy in front of the provider refused the connection.',
  },
  connect_timeout: {
    retry: 'switch',
    breaker: true,
    mark: null,
    code: 'upstream_timeout',
    means: 'No connection came about in time.',
  },
  reset: {
    retry: 'again',
    breaker: true,
    mark: null,
    code: 'upstream_unreachable',
    means: 'The connection broke before the first byte of an answer.',
  },
  first_byte_timeout: {
    retry: 'switch',
    breaker: true,
    mark: null,
    code: 'upstream_timeout',
    means: 'No first byte came in time.',
  },
  idle_timeout: {
    retry: 'switch',
    breaker: true,
    mark: null,
    code: 'upstream_timeout',
    means: 'The answer began and then stood still.',
  },
  total_timeout: {
    retry: 'switch',
    breaker: true,
    mark: null,
    code: 'upstream_timeout',
    means: 'The whole answer did not come in time.',
  },
  cut: {
    retry: 'switch',
    breaker: true,
    mark: null,
    code: 'upstream_cut',
    means: 'The connection broke after the head, before any content.',
  },
  bad_answer: {
    retry: 'switch',
    breaker: true,
    mark: null,
    code: 'upstream_bad_answer',
    means: 'The answer is not of this protocol: HTML, a redirect, or no JSON.',
  },
  empty: {
    retry: 'switch',
    breaker: true,
    mark: null,
    code: 'upstream_bad_answer',
    means: 'The answer ended properly without any content.',
  },
  credential: {
    retry: 'switch',
    breaker: false,
    mark: 'quarantine',
    code: 'upstream_auth',
    means: 'The provider refused the credential (401, 403) or its account (402).',
  },
  model: {
    retry: 'switch',
    breaker: false,
    mark: 'model_cooldown',
    code: 'upstream_refused',
    means: 'The provider does not have the model (404).',
  },
  rate_limited: {
    retry: 'switch',
    breaker: false,
    mark: 'cooldown',
    code: 'upstream_rate_limited',
    means: 'The provider asks for a pause (429).',
  },
  timeout_status: {
    retry: 'switch',
    breaker: true,
    mark: null,
    code: 'upstream_timeout',
    means: 'The provider says itself that it took too long (408, 504).',
  },
  overloaded: {
    retry: 'switch',
    breaker: true,
    mark: null,
    code: 'upstream_overloaded',
    means: 'The provider is overloaded or down for a while (503, 529).',
  },
  server_error: {
    retry: 'switch',
    breaker: true,
    mark: null,
    code: 'upstream_error',
    means: 'The provider failed (other 5xx).',
  },
  client_fault: {
    retry: 'none',
    breaker: false,
    mark: null,
    code: 'upstream_refused',
    means: 'The request itself is at fault (400, 413, 422, other 4xx).',
  },
} as const satisfies Record<string, FailureRule>

export type FailureKind = keyof typeof FAILURE_TABLE

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
