import { kindOfStatus } from '../ir/error'
import type { IrError, IrErrorKind } from '../ir/error'
import { isRecord } from '../ir/metering'
import type { Json } from '../ir/read-fields'

/** @see https://cloud.google.com/apis/design/errors#handling_errors */
const STATUS_OF: Readonly<Record<string, number>> = {
  INVALID_ARGUMENT: 400,
  FAILED_PRECONDITION: 400,
  OUT_OF_RANGE: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  ABORTED: 409,
  ALREADY_EXISTS: 409,
  RESOURCE_EXHAUSTED: 429,
  CANCELLED: 499,
  INTERNAL: 500,
  UNKNOWN: 500,
  DATA_LOSS: 500,
  UNIMPLEMENTED: 501,
  UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 504,
}

const REASON_KINDS: Readonly<Record<string, IrErrorKind>> = {
  API_KEY_INVALID: 'authentication',
  API_KEY_EXPIRED: 'authentication',
  ACCESS_TOKEN_EXPIRED: 'authentication',
  CREDENTIALS_MISSING: 'authentication',
  BILLING_DISABLED: 'billing',
}

/** Google has no code for a prompt that is too long, only this sentence. */
export const TOO_LONG = /token count.*exceeds|exceeds the maximum number of tokens/i

const MAX_MESSAGE_LENGTH = 4_096

/** Errors come as `{error: {code, message, status, details}}`; of a stream that was asked for without SSE in a list of one.
 * @param status of the answer; below 400 where a 200 or a stream tells of the failure
 * @see https://ai.google.dev/gemini-api/docs/troubleshooting */
export function decodeGeminiError(status: number, body: unknown): IrError {
  const outer: unknown = Array.isArray(body) ? body[0] : body
  const told: unknown = isRecord(outer) ? outer.error : outer
  const error: Json = isRecord(told) ? told : { message: told }
  const code = typeof error.status === 'string' && error.status !== '' ? error.status : null
  const real = status >= 400 ? status : statusIn(error, code)
  const details = (Array.isArray(error.details) ? error.details : []).filter(isRecord)
  const message =
    typeof error.message === 'string' && error.message !== ''
      ? error.message.slice(0, MAX_MESSAGE_LENGTH)
      : `The provider failed with status ${real}.`
  return { kind: kindOf(real, message, details), status: real, message, code, param: fieldIn(details) }
}

function statusIn(error: Json, code: string | null): number {
  if (typeof error.code === 'number' && error.code >= 400 && error.code < 600) return Math.floor(error.code)
  return code !== null && Object.hasOwn(STATUS_OF, code) ? (STATUS_OF[code] ?? 500) : 500
}

function kindOf(status: number, message: string, details: readonly Json[]): IrErrorKind {
  for (const { reason } of details) {
    if (typeof reason !== 'string' || !Object.hasOwn(REASON_KINDS, reason)) continue
    const kind = REASON_KINDS[reason]
    if (kind) return kind
  }
  return status === 400 && TOO_LONG.test(message) ? 'context_length' : kindOfStatus(status)
}

function fieldIn(details: readonly Json[]): string | null {
  for (const { fieldViolations } of details) {
    const first: unknown = Array.isArray(fieldViolations) ? fieldViolations[0] : null
    if (isRecord(first) && typeof first.field === 'string' && first.field !== '') return first.field
  }
  return null
}
