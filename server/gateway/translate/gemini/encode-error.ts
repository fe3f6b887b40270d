import type { IrError } from '../ir/error'
import type { ErrorAnswer, ErrorEncoder } from '../ir/error-answer'
import { TOO_LONG } from './decode-error'

/** @see https://cloud.google.com/apis/design/errors#handling_errors */
const STATUS_NAMES: Readonly<Record<number, string>> = {
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

interface Failure {
  readonly status: number
  readonly message: string
  /** A word of the hub's or of another dialect's. */
  readonly code: string | null
  readonly requestId: string
}

const bodyOf = ({ status, message, code, requestId }: Failure): Record<string, unknown> => ({
  error: {
    code: status,
    message,
    status: STATUS_NAMES[status] ?? (status < 500 ? 'INVALID_ARGUMENT' : 'UNAVAILABLE'),
    details: [
      ...(code === null
        ? []
        : [
            {
              '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
              reason: code.toUpperCase(),
              domain: 'claude-code-hub',
            },
          ]),
      { '@type': 'type.googleapis.com/google.rpc.RequestInfo', requestId },
    ],
  },
})

const payload = (error: ErrorAnswer): string => JSON.stringify(bodyOf(error))

/** An upstream's error in Google's words. */
export const encodeGeminiError = (error: IrError, requestId: string): Record<string, unknown> =>
  bodyOf({ ...error, message: recognizable(error), requestId })

/** There is no code for a prompt that is too long: clients know it by Google's sentence. */
const recognizable = ({ kind, message }: IrError): string =>
  kind !== 'context_length' || TOO_LONG.test(message)
    ? message
    : `The input token count exceeds the maximum number of tokens allowed. ${message}`

export const geminiErrors: ErrorEncoder = {
  body: payload,
  // Google's own streams end lines with CR LF.
  streamEvent: (error) => `data: ${payload(error)}\r\n\r\n`,
  headers: (error) => ({ 'x-request-id': error.requestId }),
}
