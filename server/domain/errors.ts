/**
 * Every way the hub itself can refuse or fail a request: a closed set of codes and one table from code to what
 * follows. Dialects encode these for their clients; code never matches on message text.
 */
export interface ErrorRule {
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
  insecure_transport: { status: 403, retryable: false, level: 'warn' },
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
  internal: { status: 500, retryable: true, level: 'error' },
} as const satisfies Record<string, ErrorRule>

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

  get rule(): ErrorRule {
    return ERROR_TABLE[this.code]
  }
}
