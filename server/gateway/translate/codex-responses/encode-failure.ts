import type { IrError, IrErrorKind } from '../ir/error'
import type { Fields } from '../ir/read-fields'
import { ownCode } from '../ir/openai-error'
import { isKnownCode } from './decode-error'

/** The words that OpenAI's SDK and Codex look for: Codex stops at a full context or an empty account, and tries again
 * after a pause for the rest. */
const CODE_OF: Readonly<Record<IrErrorKind, string | null>> = {
  invalid_request: null,
  context_length: 'context_length_exceeded',
  authentication: 'invalid_api_key',
  billing: 'insufficient_quota',
  permission: 'permission_denied',
  not_found: 'model_not_found',
  too_large: 'request_too_large',
  rate_limit: 'rate_limit_exceeded',
  overloaded: 'server_is_overloaded',
  timeout: 'timeout',
  server: 'server_error',
}

const TYPE_OF: Partial<Record<IrErrorKind, string>> = {
  permission: 'permission_error',
  billing: 'insufficient_quota',
  rate_limit: 'rate_limit_error',
  overloaded: 'server_error',
  timeout: 'server_error',
  server: 'server_error',
}

/** The vendor's own code stays; another dialect's word gives way to the vendor's for the same thing. */
export const encodeErrorCode = ({ kind, code }: IrError): string | null =>
  code !== null && isKnownCode(code) ? code : (CODE_OF[kind] ?? ownCode(code))

/** @see https://platform.openai.com/docs/guides/error-codes */
export const encodeError = (error: IrError): Fields => ({
  error: {
    message: error.message,
    type: TYPE_OF[error.kind] ?? 'invalid_request_error',
    param: error.param,
    code: encodeErrorCode(error),
  },
})
