import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { BUILTIN_ERROR_RULES } from './builtin-error-rules'
import type { Dialect } from './dialect'
import { errorRuleSchema, findErrorRule } from './error-rules'

function find(
  status: number,
  dialect: Dialect,
  body: string,
  errorType: string | null = null,
): string | null {
  return findErrorRule(BUILTIN_ERROR_RULES, { status, errorType, body, dialect })?.id ?? null
}

it('built-in rules could have been written by an admin, have ids of their own, and come in their order', () => {
  for (const rule of BUILTIN_ERROR_RULES) {
    const { id, builtin, ...written } = rule
    expect({ id, builtin: true, ...errorRuleSchema.parse(written) }).toEqual(rule)
    expect(builtin).toBe(true)
  }
  const ids = BUILTIN_ERROR_RULES.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.every((id) => id.startsWith('builtin-'))).toBe(true)
  const priorities = BUILTIN_ERROR_RULES.map(({ priority }) => priority)
  expect(priorities).toEqual([...priorities].sort((a, b) => a - b))
})

/** Shapes and words from the vendors' documentation and client sources. */
describe('the built-in rule for Anthropic', () => {
  it.each<[string | null, number, string, string]>([
    ['overloaded', 529, 'overloaded_error', 'Overloaded'],
    ['api-error', 500, 'api_error', 'Internal server error'],
    ['rate-limit', 429, 'rate_limit_error', 'This request would exceed your rate limit'],
    ['credit-balance', 400, 'invalid_request_error', 'Your credit balance is too low to access the API.'],
    ['usage-limits', 400, 'invalid_request_error', 'You have reached your specified API usage limits.'],
    ['organization-disabled', 400, 'invalid_request_error', 'This organization has been disabled.'],
    [
      'credential-scope',
      400,
      'invalid_request_error',
      'This credential is only authorized for use with Claude Code and cannot be used for other API requests.',
    ],
    ['content-policy', 400, 'invalid_request_error', 'Output blocked by content filtering policy'],
    ['request-too-large', 413, 'request_too_large', 'Request exceeds the maximum size'],
    ['model-not-found', 404, 'not_found_error', 'model: claude-opus-9'],
    [null, 404, 'not_found_error', 'Not Found'],
    [null, 400, 'invalid_request_error', 'messages.1.content: Input should be a valid list'],
    [null, 400, 'invalid_request_error', 'messages.1.content.0: Invalid `signature` in `thinking` block'],
    [null, 401, 'authentication_error', 'invalid x-api-key'],
  ])('%s: %i %s %s', (id, status, type, message) => {
    const expected = id && `builtin-claude-${id}`
    expect(find(status, 'claude', JSON.stringify({ type: 'error', error: { type, message } }))).toBe(expected)
    // In a stream that began well, the event's type and message are all there is; 413 and 404 do not come so late.
    if (id === 'overloaded' || id === 'api-error' || id === 'rate-limit')
      expect(find(200, 'claude', message, type)).toBe(expected)
  })
})

describe('the built-in rule for OpenAI and its like', () => {
  const body = (code: string | null, message: string, type = 'invalid_request_error') =>
    JSON.stringify({ error: { message, type, param: null, code } })

  it.each<[string | null, number, Dialect, string]>([
    ['openai-quota', 429, 'openai-chat', body('insufficient_quota', 'Quota exceeded', 'insufficient_quota')],
    ['openai-rate-limit', 429, 'openai-chat', body('rate_limit_exceeded', 'Rate limit reached', 'tokens')],
    ['openai-rate-limit', 429, 'openai-chat', body('RateLimitReached', 'Slower, please')],
    ['openai-model-not-found', 400, 'codex-responses', body('model_not_found', 'No such model')],
    [
      'openai-model-unknown',
      404,
      'openai-chat',
      body(null, 'model "llama9" not found, try pulling it first'),
    ],
    ['openai-model-unknown', 400, 'openai-chat', body('400', 'foo/bar is not a valid model ID')],
    [
      'openai-api-key',
      400,
      'codex-responses',
      '{"code":"invalid-argument","error":"Incorrect API key provided."}',
    ],
    ['openai-overloaded', 503, 'codex-responses', body('server_is_overloaded', 'Overloaded')],
    [
      'openai-overloaded',
      200,
      'codex-responses',
      '{"type":"response.failed","response":{"status":"failed","error":{"code":"server_error","message":"m"}}}',
    ],
    [
      'codex-usage-limit',
      429,
      'codex-responses',
      '{"error":{"type":"usage_limit_reached","resets_in_seconds":9}}',
    ],
    ['context-length', 400, 'openai-chat', body('context_length_exceeded', 'Too long')],
    [
      'prompt-too-long',
      400,
      'openai-chat',
      body(null, "This model's maximum context length is 8192 tokens."),
    ],
    ['openai-content-policy', 400, 'openai-chat', body('content_filter', 'Filtered')],
    ['openai-content-policy', 400, 'codex-responses', body('invalid_prompt', 'Your prompt was flagged')],
    [
      'openrouter-moderation',
      403,
      'openai-chat',
      '{"error":{"code":403,"message":"m requires moderation. Your input was flagged for \\"x\\""}}',
    ],
    ['cloudflare-origin', 522, 'openai-chat', '<!DOCTYPE html><title>522: Connection timed out</title>'],
    [null, 502, 'openai-chat', '<html>Bad Gateway</html>'],
    [null, 400, 'openai-chat', body('unsupported_parameter', "'stop' is not supported with this model.")],
    [null, 401, 'openai-chat', body('invalid_api_key', 'Incorrect API key provided: sk-…')],
  ])('%s: %i %s %s', (id, status, dialect, text) => {
    expect(find(status, dialect, text)).toBe(id && `builtin-${id}`)
  })

  it('knows codes of error events, of which there is only a message besides', () => {
    expect(find(200, 'codex-responses', 'Your input …', 'context_length_exceeded')).toBe(
      'builtin-context-length',
    )
    expect(find(200, 'openai-chat', 'Quota', 'insufficient_quota')).toBe('builtin-openai-quota')
  })
})

describe('the built-in rule for Gemini', () => {
  it.each<[string | null, number, string, string]>([
    ['gemini-api-key', 400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.'],
    ['gemini-api-key', 400, 'INVALID_ARGUMENT', 'API key expired. Please renew the API key.'],
    ['gemini-location', 400, 'FAILED_PRECONDITION', 'User location is not supported for the API use.'],
    ['gemini-unavailable', 503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.'],
    [
      'gemini-resource-exhausted',
      429,
      'RESOURCE_EXHAUSTED',
      'Resource has been exhausted (e.g. check quota).',
    ],
    ['gemini-model-not-found', 404, 'NOT_FOUND', 'models/x is not found for API version v1beta'],
    [
      'prompt-too-long',
      400,
      'INVALID_ARGUMENT',
      'The input token count (1200000) exceeds the maximum number of tokens',
    ],
    [null, 400, 'INVALID_ARGUMENT', 'Please use a valid role: user, model.'],
    [null, 404, 'NOT_FOUND', 'Requested entity was not found.'],
  ])('%s: %i %s %s', (id, code, status, message) => {
    const body = JSON.stringify({ error: { code, message, status, details: [] } }, null, 2)
    expect(find(code, 'gemini', body)).toBe(id && `builtin-${id}`)
    // Streams without SSE are arrays, and so are their errors.
    expect(find(code, 'gemini', `[${body}]`)).toBe(id && `builtin-${id}`)
  })
})

/** Recorded answers of real providers live beside the repository and are never copied into it. */
const FOLDER = fileURLToPath(new URL('../../../shared/fixtures/', import.meta.url))

interface Entry {
  file: string | null
  api: string
  status: number | null
  features: string[]
}
const DIALECT_OF: Record<string, Dialect> = {
  'anthropic-messages': 'claude',
  'openai-chat': 'openai-chat',
  'openai-responses': 'codex-responses',
  gemini: 'gemini',
}

/** The rule that each recorded error meets, by a part of its file's name; of all others the table's word stands. */
const RECORDED: readonly [file: RegExp, id: string][] = [
  [/^anthropic.*model_name_suggestion/, 'builtin-claude-model-not-found'],
  [/^anthropic.*context_length|^openai-chat.*(ollama|openrouter).*context_length/, 'builtin-prompt-too-long'],
  [
    /^gemini.*(stream_with_error|not_found|count_tokens_error|name_suggestion)/i,
    'builtin-gemini-model-not-found',
  ],
  [/^gemini.*context_length/, 'builtin-gemini-resource-exhausted'],
  [/^openai.*(test_azure|name_suggestion|response_create_error)/, 'builtin-openai-model-not-found'],
  [/^openai-chat.*azure.*context_length/, 'builtin-openai-rate-limit'],
  [/^openai-responses.*xai.*auth_error/, 'builtin-openai-api-key'],
  [/^openai-responses.*context_length/, 'builtin-context-length'],
  [/^openai-responses\/vercel__openai-error/, 'builtin-openai-quota'],
]

/** The error itself: of a stream the data of the event that has it. */
function errorText(text: string): string {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/^data: ?/, ''))
  return lines.findLast((line) => line.startsWith('{') && /"error":\s*\{/.test(line)) ?? text
}

describe.skipIf(!existsSync(`${FOLDER}INDEX.json`))('the built-in rule for recorded errors', () => {
  it('is the right one, or none where the status says it all', () => {
    // The index is made by the same people as this test; the counts below guard against another shape.
    const { entries } = JSON.parse(readFileSync(`${FOLDER}INDEX.json`, 'utf8')) as { entries: Entry[] }
    const errors = entries.filter(({ file, features }) => file !== null && features.includes('error'))
    const found = errors.map(({ file, api, status }) => {
      const text = errorText(readFileSync(FOLDER + (file ?? ''), 'utf8'))
      // Without a status are examples of the vendor's, all of which blame the request.
      return [file ?? '', find(status ?? 400, DIALECT_OF[api] ?? 'claude', text)] as const
    })
    const expected = found.map(([file]) => [file, RECORDED.find(([part]) => part.test(file))?.[1] ?? null])
    expect(found).toEqual(expected)
    expect(errors.length).toBeGreaterThan(35)
    expect(found.filter(([, id]) => id !== null).length).toBeGreaterThan(15)
  })
})
