import { kindOfStatus } from '../ir/error'
import type { IrError, IrErrorKind } from '../ir/error'
import { isRecord } from '../ir/metering'
import { textOf } from '../ir/read-fields'
import type { Fields } from '../ir/read-fields'

type Meaning = readonly [kind: IrErrorKind, status: number]

/** The vendor's codes, with the kind that they mean and the status that they come with: a stream has none of its own.
 * @see https://platform.openai.com/docs/guides/error-codes */
const CODES: Readonly<Record<string, Meaning>> = {
  context_length_exceeded: ['context_length', 400],
  invalid_prompt: ['invalid_request', 400],
  invalid_api_key: ['authentication', 401],
  model_not_found: ['not_found', 404],
  insufficient_quota: ['billing', 429],
  usage_not_included: ['billing', 429],
  billing_hard_limit_reached: ['billing', 429],
  usage_limit_reached: ['rate_limit', 429],
  rate_limit_exceeded: ['rate_limit', 429],
  server_error: ['server', 500],
  vector_store_timeout: ['server', 500],
  server_is_overloaded: ['overloaded', 503],
  slow_down: ['overloaded', 503],
  timeout: ['timeout', 504],
}

/** Types say less than codes, and other protocols have the same ones. */
const TYPES: Readonly<Record<string, Meaning>> = {
  invalid_request_error: ['invalid_request', 400],
  authentication_error: ['authentication', 401],
  permission_error: ['permission', 403],
  not_found_error: ['not_found', 404],
  rate_limit_error: ['rate_limit', 429],
  overloaded_error: ['overloaded', 503],
}
const WORDS = new Map(Object.entries({ ...TYPES, ...CODES }))

export const isKnownCode = (code: string): boolean => Object.hasOwn(CODES, code)

/** @param body parsed JSON, or text where it is none: errors come nested, flat, as a string, and as a CDN's page */
export function decodeError(status: number, body: unknown): IrError {
  const error = errorObject(body)
  const word = wordOf(error)
  return {
    kind: refined(kindOfStatus(status), word),
    status,
    message: messageOf(body, error) ?? `The provider answered with status ${status}.`,
    code: codeOf(error),
    param: textOf(error.param),
  }
}

/** An error that a stream or an answer of status 200 tells of. */
export function decodeToldError(body: unknown): IrError {
  const error = errorObject(body)
  const [kind, status] = WORDS.get(wordOf(error) ?? '') ?? (['server', 502] as const)
  return {
    kind,
    status,
    message: messageOf(body, error) ?? 'The provider told of a failure without a message.',
    code: codeOf(error),
    param: textOf(error.param),
  }
}

const errorObject = (body: unknown): Fields => {
  if (!isRecord(body)) return {}
  return isRecord(body.error) ? body.error : body
}

/** The most telling word that is known. An error event of a stream has its own name as the type. */
const wordOf = ({ code, type }: Fields): string | null =>
  [code, type].map(textOf).find((word) => word !== null && WORDS.has(word)) ?? null

const codeOf = ({ code, type }: Fields): string | null =>
  textOf(code) ?? (typeof code === 'number' ? String(code) : type === 'error' ? null : textOf(type))

/** The status decides, and a word makes it more exact where statuses are shared. */
function refined(kind: IrErrorKind, word: string | null): IrErrorKind {
  const [said] = WORDS.get(word ?? '') ?? []
  if (said === undefined) return kind
  if (kind === 'rate_limit') return said === 'billing' ? said : kind
  if (kind === 'overloaded') return kind
  return kind === 'invalid_request' || kind === 'server' ? moreExact(kind, said) : kind
}

/** A client's fault stays one, and a provider's. */
function moreExact(kind: IrErrorKind, said: IrErrorKind): IrErrorKind {
  const providers = said === 'server' || said === 'overloaded' || said === 'timeout'
  return (kind === 'server') === providers ? said : kind
}

function messageOf(body: unknown, error: Fields): string | null {
  const candidates = [
    error.message,
    isRecord(body) ? body.error : body,
    isRecord(body) ? body.detail : null,
    isRecord(body) ? body.message : null,
  ]
  const message = candidates.map(textOf).find((text) => text !== null && text.trim() !== '')
  return message?.slice(0, MAX_MESSAGE_LENGTH) ?? null
}

/** A page of HTML is no message; its beginning tells enough. */
const MAX_MESSAGE_LENGTH = 2_000
