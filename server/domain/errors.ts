/**
 * Every way the hub itself can refuse or fail a request: a closed set of codes and one table from code to what
 * follows. Dialects encode these for their clients; code never matches on message text.
 */
export interface ErrorTraits {
  status: number
  /** Said to Anthropic callers as x-should-retry, so that their client does not hammer a final answer. */
  retryable: boolean
  level: 'info' | 'warn' | 'error'
}

export const ERROR_TABLE = {
  bad_request: { status: 400, retryable: false, level: 'info' },
  invalid_json: { status: 400, retryable: false, level: 'info' },
  missing_model: { status: 400, retryable: false, level: 'info' },
  unsupported_media_type: { status: 415, retryable: false, level: 'info' },
  body_too_large: { status: 413, retryable: false, level: 'info' },
  method_not_allowed: { status: 405, retryable: false, level: 'info' },
  not_found: { status: 404, retryable: false, level: 'info' },
  upgrade_not_supported: { status: 426, retryable: false, level: 'info' },
  missing_credentials: { status: 401, retryable: false, level: 'info' },
  conflicting_credentials: { status: 401, retryable: false, level: 'info' },
  invalid_credentials: { status: 401, retryable: false, level: 'info' },
  key_disabled: { status: 403, retryable: false, level: 'info' },
  key_expired: { status: 403, retryable: false, level: 'info' },
  key_scope: { status: 403, retryable: false, level: 'info' },
  user_disabled: { status: 403, retryable: false, level: 'info' },
  user_expired: { status: 403, retryable: false, level: 'info' },
  model_not_allowed: { status: 403, retryable: false, level: 'info' },
  client_not_allowed: { status: 403, retryable: false, level: 'info' },
  client_outdated: { status: 403, retryable: false, level: 'info' },
  sensitive_content: { status: 400, retryable: false, level: 'info' },
  insecure_transport: { status: 403, retryable: false, level: 'warn' },
  rate_limited: { status: 429, retryable: true, level: 'info' },
  budget_exceeded: { status: 429, retryable: false, level: 'info' },
  too_many_sessions: { status: 429, retryable: true, level: 'info' },
  budget_unavailable: { status: 503, retryable: true, level: 'error' },
  too_many_auth_failures: { status: 429, retryable: true, level: 'warn' },
  no_provider: { status: 503, retryable: true, level: 'warn' },
  providers_failed: { status: 502, retryable: true, level: 'warn' },
  upstream_rate_limited: { status: 429, retryable: true, level: 'warn' },
  upstream_overloaded: { status: 503, retryable: true, level: 'warn' },
  upstream_refused: { status: 400, retryable: false, level: 'info' },
  upstream_error: { status: 502, retryable: true, level: 'warn' },
  upstream_bad_answer: { status: 502, retryable: true, level: 'warn' },
  upstream_unreachable: { status: 502, retryable: true, level: 'warn' },
  upstream_cut: { status: 502, retryable: true, level: 'warn' },
  upstream_timeout: { status: 504, retryable: true, level: 'warn' },
  upstream_auth: { status: 502, retryable: false, level: 'error' },
  store_unavailable: { status: 503, retryable: true, level: 'error' },
  shutting_down: { status: 503, retryable: true, level: 'info' },
  client_gone: { status: 499, retryable: false, level: 'info' },
  // No client repeats a 410 by itself, as some do a 499 and most do a 503: it would undo what was asked for.
  terminated: { status: 410, retryable: false, level: 'info' },
  internal: { status: 500, retryable: true, level: 'error' },
} as const satisfies Record<string, ErrorTraits>

export type ErrorCode = keyof typeof ERROR_TABLE

export interface GatewayErrorOptions {
  /** What the client is told; must hold no secret and no internals. */
  clientMessage: string
  /** What the log is told, when that differs. */
  message?: string
  /** Instead of the table's: an error rule of the admin says so. */
  status?: number | undefined
  retryAfterSeconds?: number
  cause?: unknown
}

export class GatewayError extends Error {
  readonly code: ErrorCode
  readonly clientMessage: string
  readonly retryAfterSeconds: number | undefined
  readonly status: number

  constructor(code: ErrorCode, options: GatewayErrorOptions) {
    super(options.message ?? options.clientMessage, { cause: options.cause })
    this.name = 'GatewayError'
    this.code = code
    this.clientMessage = options.clientMessage
    this.retryAfterSeconds = options.retryAfterSeconds
    this.status = options.status ?? ERROR_TABLE[code].status
  }

  get rule(): ErrorTraits {
    return ERROR_TABLE[this.code]
  }
}

/** Somebody has ended the request from outside (FR-016). */
export const terminated = (): GatewayError =>
  new GatewayError('terminated', { clientMessage: TERMINATED_MESSAGE })
export const TERMINATED_MESSAGE = 'This request was ended from the console of this hub.'

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
