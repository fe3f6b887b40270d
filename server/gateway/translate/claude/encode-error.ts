import type { ErrorAnswer, ErrorEncoder } from '../ir/error-answer'

/** @see https://docs.anthropic.com/en/api/errors */
const TYPE_OF_STATUS: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  405: 'invalid_request_error',
  409: 'conflict_error',
  413: 'request_too_large',
  415: 'invalid_request_error',
  426: 'invalid_request_error',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
}

const payload = (error: ErrorAnswer): string =>
  JSON.stringify({
    type: 'error',
    error: { type: TYPE_OF_STATUS[error.status] ?? 'api_error', message: error.message },
    request_id: error.requestId,
  })

export const claudeErrors: ErrorEncoder = {
  body: payload,
  streamEvent: (error) => `event: error\ndata: ${payload(error)}\n\n`,
  // Without x-should-retry: false, Claude Code repeats a 401 for minutes.
  headers: (error) => ({
    'request-id': error.requestId,
    ...(error.retryable ? {} : { 'x-should-retry': 'false' }),
  }),
}
