import type { Dialect } from '#server/domain/dialect'
import { GatewayError } from '#server/domain/errors'
import type { Operation, Route } from '../exchange'

interface FixedRoute {
  endpoint: string
  dialect: Dialect
  operation: Operation
}

/** POST routes with a fixed path. */
const FIXED: Readonly<Record<string, FixedRoute>> = {
  '/v1/messages': { endpoint: 'messages', dialect: 'claude', operation: 'generate' },
  '/v1/messages/count_tokens': { endpoint: 'count-tokens', dialect: 'claude', operation: 'count-tokens' },
  '/v1/chat/completions': { endpoint: 'chat-completions', dialect: 'openai-chat', operation: 'generate' },
  '/v1/embeddings': { endpoint: 'embeddings', dialect: 'openai-chat', operation: 'embed' },
  '/v1/responses': { endpoint: 'responses', dialect: 'codex-responses', operation: 'generate' },
  '/v1/responses/compact': {
    endpoint: 'responses-compact',
    dialect: 'codex-responses',
    operation: 'compact',
  },
  '/v1/responses/input_tokens': {
    endpoint: 'responses-input-tokens',
    dialect: 'codex-responses',
    operation: 'count-tokens',
  },
}

/** Google's SDKs call v1beta or, newer ones, v1. */
const GEMINI = /^\/(v1|v1beta|v1alpha)\/((?:models|tunedModels)\/)([^/:]+):([A-Za-z]+)$/
const GEMINI_METHODS: Readonly<Record<string, { operation: Operation; stream: boolean }>> = {
  generateContent: { operation: 'generate', stream: false },
  streamGenerateContent: { operation: 'generate', stream: true },
  countTokens: { operation: 'count-tokens', stream: false },
  embedContent: { operation: 'embed', stream: false },
  batchEmbedContents: { operation: 'embed', stream: false },
}
const CODE_ASSIST = /^\/v1internal:([A-Za-z]+)$/
const MODELS = /^\/(v1|v1beta|v1alpha)\/models(?:\/([^/:]+))?$/

const CACHE_SIZE = 200
const fixedRoutes = new Map<string, Route>()

/** What a client called, or the reason why it cannot be served.
 * @param url request target as it came, query included
 * @throws GatewayError not_found or method_not_allowed */
export function matchRoute(method: string, url: string, headers: NodeJS.Dict<string | string[]>): Route {
  const known = method === 'POST' ? fixedRoutes.get(url) : undefined
  if (known) return known
  const mark = url.indexOf('?')
  const path = canonicalPath(mark === -1 ? url : url.slice(0, mark))
  const query = mark === -1 ? '' : withoutCredentials(url.slice(mark + 1))
  const upstreamPath = query ? `${path}?${query}` : path

  const fixed = Object.hasOwn(FIXED, path) ? FIXED[path] : undefined
  if (fixed) {
    requireMethod(method, 'POST', path)
    const route: Route = {
      ...fixed,
      method: 'POST',
      upstreamPath,
      modelInPath: null,
      streamInPath: null,
      envelope: false,
    }
    // Clients use a handful of URLs; one that varies them must not make this grow, nor leave its key here.
    if (fixedRoutes.size < CACHE_SIZE && query.length < 100 && url.length - query.length - path.length < 3)
      fixedRoutes.set(url, route)
    return route
  }
  const route = matchGemini(method, path, upstreamPath) ?? matchModels(method, path, query, headers)
  if (route) return route
  throw new GatewayError('not_found', { clientMessage: `There is no endpoint ${path} on this gateway.` })
}

function matchGemini(method: string, path: string, upstreamPath: string): Route | null {
  const gemini = GEMINI.exec(path)
  const kind = gemini?.[4] === undefined ? undefined : GEMINI_METHODS[gemini[4]]
  if (gemini && kind) {
    requireMethod(method, 'POST', path)
    const name = gemini[4] ?? ''
    const modelInPath = decodePath(gemini[3] ?? '')
    const { operation, stream: streamInPath } = kind
    return {
      endpoint: name,
      dialect: 'gemini',
      operation,
      method: 'POST',
      upstreamPath,
      modelInPath,
      streamInPath,
      envelope: false,
    }
  }
  const assist = CODE_ASSIST.exec(path)
  if (!assist) return null
  requireMethod(method, 'POST', path)
  const name = assist[1] ?? ''
  const { operation, stream: streamInPath } = GEMINI_METHODS[name] ?? {
    operation: 'code-assist' as const,
    stream: false,
  }
  return {
    endpoint: `internal-${name}`,
    dialect: 'gemini',
    operation,
    method: 'POST',
    upstreamPath,
    modelInPath: null,
    streamInPath,
    envelope: true,
  }
}

function matchModels(
  method: string,
  path: string,
  query: string,
  headers: NodeJS.Dict<string | string[]>,
): Route | null {
  const models = MODELS.exec(path)
  if (!models) return null
  requireMethod(method, 'GET', path)
  return {
    endpoint: 'models',
    dialect: models[1] === 'v1' ? dialectOfModelList(query, headers) : 'gemini',
    operation: 'models',
    method: 'GET',
    upstreamPath: path,
    modelInPath: models[2] === undefined ? null : decodePath(models[2]),
    streamInPath: null,
    envelope: false,
  }
}

/** Four protocols share `GET /v1/models`; only the caller's headers and query tell them apart. */
function dialectOfModelList(query: string, headers: NodeJS.Dict<string | string[]>): Dialect {
  if (headers['x-goog-api-key'] !== undefined || headers['x-goog-api-client'] !== undefined) return 'gemini'
  if (headers['anthropic-version'] !== undefined || headers['x-api-key'] !== undefined) return 'claude'
  return query.includes('client_version=') ? 'codex-responses' : 'openai-chat'
}

/** The dialect to say an error in when the path names no endpoint. */
export function guessDialect(url: string, headers: NodeJS.Dict<string | string[]>): Dialect {
  if (url.startsWith('/v1beta') || url.startsWith('/v1internal')) return 'gemini'
  if (url.startsWith('/v1/messages')) return 'claude'
  if (url.startsWith('/v1/responses')) return 'codex-responses'
  return dialectOfModelList('', headers)
}

/** Clients that were given a base URL with `/v1` in it and add their own call `/v1/v1/…`. */
function canonicalPath(path: string): string {
  const single = path.startsWith('/v1/v1') ? path.slice(3) : path
  return single.length > 1 && single.endsWith('/') ? single.slice(0, -1) : single
}

/** Google's clients may put the key into the query: it must not go upstream, nor into any log. */
function withoutCredentials(query: string): string {
  if (!query.includes('key=') && !query.includes('token=')) return query
  const isCredential = (pair: string) => /^(key|api_key|access_token)=/i.test(pair)
  return query
    .split('&')
    .filter((pair) => !isCredential(pair))
    .join('&')
}

function requireMethod(method: string, wanted: 'GET' | 'POST', path: string): void {
  if (method === wanted || (wanted === 'GET' && method === 'HEAD')) return
  throw new GatewayError('method_not_allowed', {
    clientMessage: `${path} is called with ${wanted}, not ${method}.`,
  })
}

function decodePath(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
