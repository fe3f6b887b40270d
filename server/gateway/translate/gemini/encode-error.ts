import type { ErrorAnswer, ErrorEncoder } from '../ir/error-answer'

/** @see https://cloud.google.com/apis/design/errors#handling_errors */
const STATUS_NAMES: Record<number, string> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  405: 'INVALID_ARGUMENT',
  413: 'INVALID_ARGUMENT',
  415: 'INVALID_ARGUMENT',
  429: 'RESOURCE_EXHAUSTED',
  499: 'CANCELLED',
  500: 'INTERNAL',
  504: 'DEADLINE_EXCEEDED',
}

const payload = (error: ErrorAnswer): string =>
  JSON.stringify({
    error: {
      code: error.status,
      message: error.message,
      status: STATUS_NAMES[error.status] ?? 'UNAVAILABLE',
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
          reason: error.code.toUpperCase(),
          domain: 'claude-code-hub',
        },
        { '@type': 'type.googleapis.com/google.rpc.RequestInfo', requestId: error.requestId },
      ],
    },
  })

export const geminiErrors: ErrorEncoder = {
  body: payload,
  // Google's own streams end lines with CR LF.
  streamEvent: (error) => `data: ${payload(error)}\r\n\r\n`,
  headers: (error) => ({ 'x-request-id': error.requestId }),
}
