import type { IrError, IrErrorKind } from '../ir/error'
import { ownCode } from '../ir/openai-error'

const TYPES: Record<IrErrorKind, string> = {
  invalid_request: 'invalid_request_error',
  context_length: 'invalid_request_error',
  authentication: 'invalid_request_error',
  billing: 'insufficient_quota',
  permission: 'permission_error',
  not_found: 'invalid_request_error',
  too_large: 'invalid_request_error',
  rate_limit: 'rate_limit_error',
  overloaded: 'server_error',
  timeout: 'server_error',
  server: 'server_error',
}

const CODES: Partial<Record<IrErrorKind, string>> = {
  context_length: 'context_length_exceeded',
  authentication: 'invalid_api_key',
  billing: 'insufficient_quota',
  not_found: 'model_not_found',
  rate_limit: 'rate_limit_exceeded',
  overloaded: 'server_is_overloaded',
}

/** An upstream's error as OpenAI says it. */
export const encodeError = ({ kind, message, code, param }: IrError): Record<string, unknown> => ({
  error: { message, type: TYPES[kind], param, code: CODES[kind] ?? ownCode(code) },
})
