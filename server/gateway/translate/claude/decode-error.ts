import { kindOfStatus } from '../ir/error'
import type { IrError, IrErrorKind } from '../ir/error'
import { isRecord } from '../ir/metering'

/** @see https://docs.anthropic.com/en/api/errors */
const TYPES: ReadonlyMap<unknown, { kind: IrErrorKind; status: number }> = new Map<
  unknown,
  { kind: IrErrorKind; status: number }
>([
  ['invalid_request_error', { kind: 'invalid_request', status: 400 }],
  ['authentication_error', { kind: 'authentication', status: 401 }],
  ['billing_error', { kind: 'billing', status: 402 }],
  ['permission_error', { kind: 'permission', status: 403 }],
  ['not_found_error', { kind: 'not_found', status: 404 }],
  ['conflict_error', { kind: 'invalid_request', status: 409 }],
  ['request_too_large', { kind: 'too_large', status: 413 }],
  ['rate_limit_error', { kind: 'rate_limit', status: 429 }],
  ['api_error', { kind: 'server', status: 500 }],
  ['timeout_error', { kind: 'timeout', status: 504 }],
  ['overloaded_error', { kind: 'overloaded', status: 529 }],
])

const WORDS: Record<IrErrorKind, string> = {
  invalid_request: 'invalid_request_error',
  context_length: 'invalid_request_error',
  authentication: 'authentication_error',
  billing: 'billing_error',
  permission: 'permission_error',
  not_found: 'not_found_error',
  too_large: 'request_too_large',
  rate_limit: 'rate_limit_error',
  overloaded: 'overloaded_error',
  timeout: 'timeout_error',
  server: 'api_error',
}

/** Anthropic has no code for a conversation that has grown too long; clients know it by these words, and so must we. */
const TOO_LONG = /prompt is too long|exceeds? (?:the )?(?:model's )?(?:maximum )?context/i

const MAX_MESSAGE_LENGTH = 4_096

/** @param status of the answer; 200 when a stream or a body that looked fine tells of the failure */
export function decodeError(status: number, body: unknown): IrError {
  const error = isRecord(body) ? (body.error ?? body) : body
  const type = isRecord(error) ? [error.type, error.code].find((word) => TYPES.has(word)) : undefined
  const known = TYPES.get(type)
  const message = messageOf(error) ?? `The provider answered with status ${status}.`
  const failed = status >= 400 ? status : (known?.status ?? 500)
  const told = kindOfStatus(failed)
  const vague = told === 'invalid_request' || told === 'server'
  const kind = vague && known ? known.kind : told
  return {
    kind: kind === 'invalid_request' && TOO_LONG.test(message) ? 'context_length' : kind,
    status: failed,
    message: message.slice(0, MAX_MESSAGE_LENGTH),
    code: codeOf(error),
    param: isRecord(error) && typeof error.param === 'string' ? error.param : null,
  }
}

function codeOf(error: unknown): string | null {
  if (!isRecord(error)) return null
  const word = [error.type, error.code].find((value) => typeof value === 'string' && value !== 'error')
  return typeof word === 'string' ? word : null
}

/** The page of a proxy in between is nothing to show. */
function messageOf(error: unknown): string | null {
  const said = isRecord(error) ? [error.message, error.detail] : [error]
  const text = said.find((value) => typeof value === 'string' && value.trim() !== '')
  return typeof text === 'string' && !text.trimStart().startsWith('<') ? text : null
}

/** The whole body of an error answer. */
export function encodeError({ kind, code, message }: IrError, requestId: string): Record<string, unknown> {
  const own = code !== null && TYPES.get(code)?.kind === kind ? code : WORDS[kind]
  const recognizable = kind !== 'context_length' || TOO_LONG.test(message)
  return {
    type: 'error',
    error: { type: own, message: recognizable ? message : `prompt is too long: ${message}` },
    request_id: requestId,
  }
}
