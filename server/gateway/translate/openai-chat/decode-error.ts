import { kindOfStatus } from '../ir/error'
import type { IrError, IrErrorKind } from '../ir/error'
import { errorKind, isRecord } from '../ir/metering'
import { recordOf, textOf } from '../ir/read-fields'

type Meaning = readonly [kind: IrErrorKind, status: number]

/** Words for a failure, with the kind that they mean and the status that they come with: a stream has none of its own. */
const WORDS = new Map<unknown, Meaning>([
  ['context_length_exceeded', ['context_length', 400]],
  ['invalid_request_error', ['invalid_request', 400]],
  ['invalid_api_key', ['authentication', 401]],
  ['authentication_error', ['authentication', 401]],
  ['model_not_found', ['not_found', 404]],
  ['insufficient_quota', ['billing', 429]],
  ['rate_limit_exceeded', ['rate_limit', 429]],
  ['rate_limit_error', ['rate_limit', 429]],
  ['server_is_overloaded', ['overloaded', 503]],
  ['slow_down', ['overloaded', 503]],
])

const MAX_MESSAGE_LENGTH = 2_000

/** OpenAI's error body, and those of its imitators: `{detail}` (Mistral), `{error: "text", code}` (xAI), numbers for codes
 * (OpenRouter) or beside them (Groq), or no JSON at all.
 * @param status of the answer; 200 when a stream or a body that looked fine tells of the failure
 * @see https://platform.openai.com/docs/guides/error-codes */
export function decodeError(status: number, body: unknown): IrError {
  const fields = recordOf(body)
  const error = isRecord(fields.error) ? fields.error : fields
  const message = [error.message, fields.error, fields.detail, body].map(textOf).find((text) => text !== null)
  const word = [error.code, error.type].find((said) => WORDS.has(said))
  const [kind, usual] = WORDS.get(word) ?? [null, null]
  const told = [error.code, error.status_code].find(isStatus)
  const failed = status >= 400 ? status : (told ?? usual ?? 502)
  return {
    kind: kind === null || kind === 'invalid_request' ? kindOfStatus(failed) : kind,
    status: failed,
    message: (message ?? errorKind(error)).slice(0, MAX_MESSAGE_LENGTH),
    code: textOf(error.code) ?? textOf(error.type),
    param: textOf(error.param),
  }
}

const isStatus = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 400 && value < 600
