import type { ErrorCode } from '#server/domain/errors'
import type { ErrorAnswer } from './error-answer'

/** OpenAI's two protocols share one error body. @see https://platform.openai.com/docs/guides/error-codes */
const CODES: Partial<Record<ErrorCode, string>> = {
  missing_credentials: 'invalid_api_key',
  invalid_credentials: 'invalid_api_key',
  conflicting_credentials: 'invalid_api_key',
  rate_limited: 'rate_limit_exceeded',
  too_many_sessions: 'rate_limit_exceeded',
  budget_exceeded: 'insufficient_quota',
  too_many_auth_failures: 'rate_limit_exceeded',
  model_not_allowed: 'model_not_found',
  sensitive_content: 'content_policy_violation',
  no_provider: 'server_is_overloaded',
}

export interface OpenAiError {
  message: string
  type: string
  param: string | null
  code: string
}

export function openAiError(error: ErrorAnswer): OpenAiError {
  return {
    message: error.message,
    type: typeOf(error.status),
    param: error.code === 'missing_model' ? 'model' : null,
    code: CODES[error.code] ?? error.code,
  }
}

function typeOf(status: number): string {
  if (status === 429) return 'rate_limit_error'
  if (status >= 500) return 'server_error'
  return status === 403 ? 'permission_error' : 'invalid_request_error'
}

export const openAiHeaders = (error: ErrorAnswer): Record<string, string> => ({
  'x-request-id': error.requestId,
  ...(error.retryable ? {} : { 'x-should-retry': 'false' }),
})

/** A code that may be OpenAI's: Google's words are in capitals, and Anthropic's are types, which end alike. */
export const ownCode = (code: string | null): string | null =>
  code !== null && /^[a-z][a-z0-9_.-]*$/.test(code) && !code.endsWith('_error') ? code : null
