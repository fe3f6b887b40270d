import type { Dialect } from '#server/domain/dialect'
import type { ProviderType } from '#server/domain/provider'

/** A minimal call that succeeds when the provider does, one for each way into the gateway. */
export interface GatewayCall {
  /** The endpoint's name in the log. */
  endpoint: string
  method: 'GET' | 'POST'
  path: string
  dialect: Dialect
  /** A provider type that serves it. */
  provider: ProviderType
  body: Record<string, unknown> | null
  /** Headers that tell the dialect where the path does not. */
  headers?: Record<string, string>
}

export const TEST_MODELS: Record<Dialect, string> = {
  claude: 'claude-test',
  'openai-chat': 'gpt-test',
  'codex-responses': 'gpt-test',
  gemini: 'gemini-test',
}
/** A type of each dialect. */
export const TYPE_OF: Record<Dialect, ProviderType> = {
  claude: 'claude',
  'openai-chat': 'openai-compatible',
  'codex-responses': 'codex',
  gemini: 'gemini',
}

const messages = [{ role: 'user', content: 'Hello' }]
const contents = [{ role: 'user', parts: [{ text: 'Hello' }] }]
const post = { method: 'POST' } as const
const claude = { ...post, dialect: 'claude', provider: 'claude' } as const
const chat = { ...post, dialect: 'openai-chat', provider: 'openai-compatible' } as const
const responses = { ...post, dialect: 'codex-responses', provider: 'codex' } as const
const gemini = { ...post, dialect: 'gemini', provider: 'gemini' } as const
const assist = { ...post, dialect: 'gemini', provider: 'gemini-cli' } as const
const models = { method: 'GET', endpoint: 'models', body: null } as const
const geminiCall = (version: string, method: string, body: Record<string, unknown>): GatewayCall => ({
  ...gemini,
  endpoint: method,
  path: `/${version}/models/gemini-test:${method}`,
  body,
})

/** Every endpoint. `match-route.test.ts` holds the list to the router. */
export const GATEWAY_CALLS: readonly GatewayCall[] = [
  {
    ...claude,
    endpoint: 'messages',
    path: '/v1/messages',
    body: { model: 'claude-test', max_tokens: 9, messages },
  },
  {
    ...claude,
    endpoint: 'count-tokens',
    path: '/v1/messages/count_tokens',
    body: { model: 'claude-test', messages },
  },
  {
    ...chat,
    endpoint: 'chat-completions',
    path: '/v1/chat/completions',
    body: { model: 'gpt-test', messages },
  },
  { ...chat, endpoint: 'embeddings', path: '/v1/embeddings', body: { model: 'gpt-test', input: 'Hello' } },
  { ...responses, endpoint: 'responses', path: '/v1/responses', body: { model: 'gpt-test', input: 'Hello' } },
  {
    ...responses,
    endpoint: 'responses-compact',
    path: '/v1/responses/compact',
    body: { model: 'gpt-test', input: [] },
  },
  {
    ...responses,
    endpoint: 'responses-input-tokens',
    path: '/v1/responses/input_tokens',
    body: { model: 'gpt-test', input: 'Hello' },
  },
  geminiCall('v1beta', 'generateContent', { contents }),
  geminiCall('v1beta', 'streamGenerateContent', { contents }),
  geminiCall('v1beta', 'countTokens', { contents }),
  geminiCall('v1beta', 'embedContent', { content: contents[0] }),
  geminiCall('v1beta', 'batchEmbedContents', { requests: [] }),
  geminiCall('v1', 'generateContent', { contents }),
  geminiCall('v1alpha', 'generateContent', { contents }),
  {
    ...assist,
    endpoint: 'internal-generateContent',
    path: '/v1internal:generateContent',
    body: { model: 'gemini-test', request: { contents } },
  },
  {
    ...assist,
    endpoint: 'internal-streamGenerateContent',
    path: '/v1internal:streamGenerateContent',
    body: { model: 'gemini-test', request: { contents } },
  },
  {
    ...assist,
    endpoint: 'internal-loadCodeAssist',
    path: '/v1internal:loadCodeAssist',
    body: { metadata: {} },
  },
  { ...models, path: '/v1/models', dialect: 'openai-chat', provider: 'openai-compatible' },
  { ...models, path: '/v1/models?client_version=1', dialect: 'codex-responses', provider: 'codex' },
  {
    ...models,
    path: '/v1/models',
    dialect: 'claude',
    provider: 'claude',
    headers: { 'anthropic-version': '2023-06-01' },
  },
  {
    ...models,
    path: '/v1/models',
    dialect: 'gemini',
    provider: 'gemini',
    headers: { 'x-goog-api-client': 'genai' },
  },
  { ...models, path: '/v1beta/models', dialect: 'gemini', provider: 'gemini' },
]

/** What every error body of a dialect has: a message and the status or a kind of it. Null when the body is none. */
export function readError(
  dialect: Dialect,
  body: Record<string, unknown>,
): { message: string; kind: unknown } | null {
  const { error } = body
  if (typeof error !== 'object' || error === null) return null
  const fields = new Map<string, unknown>(Object.entries(error))
  const message = fields.get('message')
  if (typeof message !== 'string') return null
  const isText = (value: unknown) => typeof value === 'string'
  switch (dialect) {
    case 'claude':
      return body.type === 'error' && isText(body.request_id) ? { message, kind: fields.get('type') } : null
    case 'gemini': {
      const kind = fields.get('code')
      return typeof kind === 'number' && isText(fields.get('status')) ? { message, kind } : null
    }
    default:
      return isText(fields.get('type')) && fields.has('param') ? { message, kind: fields.get('code') } : null
  }
}
