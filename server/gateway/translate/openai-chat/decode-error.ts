import { kindOfStatus } from '../ir/error'
import type { IrError, IrErrorKind } from '../ir/error'
import { errorKind, isRecord } from '../ir/metering'
import { fieldsOf, text } from './read-fields'

const KIND_OF_CODE: Record<string, IrErrorKind> = {
  context_length_exceeded: 'context_length',
  insufficient_quota: 'billing',
  invalid_api_key: 'authentication',
  model_not_found: 'not_found',
  rate_limit_exceeded: 'rate_limit',
  server_is_overloaded: 'overloaded',
  slow_down: 'overloaded',
}

/** OpenAI's error body, and those of its imitators: `{detail}` (Mistral), `{error: "text", code}` (xAI), numbers for codes
 * (OpenRouter), or no JSON at all.
 * @see https://platform.openai.com/docs/guides/error-codes */
export function decodeError(status: number, body: unknown): IrError {
  const fields = fieldsOf(body)
  const error = isRecord(fields.error) ? fields.error : fields
  const message = text(error.message) ?? text(fields.error) ?? text(fields.detail) ?? text(body)
  const code = text(error.code) ?? text(error.type)
  const told = typeof error.code === 'number' && error.code >= 400 && error.code < 600 ? error.code : status
  return {
    kind: (code === null ? undefined : KIND_OF_CODE[code]) ?? kindOfStatus(told),
    status: told,
    message: (message ?? errorKind(error)).slice(0, 2_000),
    code,
    param: text(error.param),
  }
}
