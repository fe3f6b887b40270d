import { upstreamUrl } from '#server/domain/provider'
import type { ProviderType, RuntimeProvider } from '#server/domain/provider'
import type { Routed } from '../exchange'
import type { MendedRequest } from '../translate/mend-request'
import { editBody, requestsUsage } from './edit-body'
import type { BodyEdits } from './edit-body'
import { forwardHeaders } from './forward-headers'
import type { TranslatedBody } from './translate-body'

export interface UpstreamRequest {
  method: 'GET' | 'POST'
  origin: string
  path: string
  /** name, value, name, value … */
  headers: string[]
  body: Buffer | null
  usageRequested: boolean
}

/** Anthropic refuses a request without one. */
const DEFAULT_ANTHROPIC_VERSION = '2023-06-01'

/** FR-002: where each type of provider wants its credential. */
const AUTHENTICATE: Record<ProviderType, (credential: string) => [name: string, value: string]> = {
  claude: (credential) => ['x-api-key', credential],
  'claude-auth': (credential) => ['authorization', `Bearer ${credential}`],
  codex: (credential) => ['authorization', `Bearer ${credential}`],
  'openai-compatible': (credential) => ['authorization', `Bearer ${credential}`],
  gemini: (credential) => ['x-goog-api-key', credential],
  'gemini-cli': (credential) => ['authorization', `Bearer ${credential}`],
}

/** The headers that the hub itself adds for a provider. */
export function providerHeaders(provider: Pick<RuntimeProvider, 'type' | 'credential'>): string[] {
  return [...AUTHENTICATE[provider.type](provider.credential), 'accept-encoding', 'identity']
}

/** Everything that goes over the wire for one attempt, derived anew from the immutable exchange. */
export function buildRequest(
  routed: Routed,
  translated: TranslatedBody | null,
  mended: MendedRequest | null,
): UpstreamRequest {
  if (translated) return buildTranslated(routed, translated)
  const { provider, request, route } = routed
  const { origin, path } = upstreamUrl(provider.baseUrl, upstreamPath(routed))
  const { bytes, usageRequested } = mended ? mendedBody(routed, mended) : editBody(routed)
  const headers = forwardHeaders(request.rawHeaders)
  headers.push(...providerHeaders(provider))
  if (provider.dialect === 'claude' && request.headers['anthropic-version'] === undefined)
    headers.push('anthropic-version', DEFAULT_ANTHROPIC_VERSION)
  if (request.headers['content-type'] === undefined) headers.push('content-type', 'application/json')
  return { method: route.method, origin, path, headers, body: bytes, usageRequested }
}

/** A chat stream that was said anew asks for its usage, as every other one does. */
const mendedBody = (routed: Routed, { body }: MendedRequest): BodyEdits => ({
  bytes: Buffer.from(JSON.stringify(body)),
  usageRequested: requestsUsage(routed),
})

/** Of the client's headers only its name: all others belong to its own protocol. */
function buildTranslated({ provider, request }: Routed, translated: TranslatedBody): UpstreamRequest {
  const { origin, path } = upstreamUrl(provider.baseUrl, translated.path)
  const headers = ['content-type', 'application/json', 'accept', '*/*', ...providerHeaders(provider)]
  const userAgent = request.headers['user-agent']
  if (userAgent !== undefined) headers.push('user-agent', userAgent)
  if (provider.dialect === 'claude') headers.push('anthropic-version', DEFAULT_ANTHROPIC_VERSION)
  return { method: 'POST', origin, path, headers, body: translated.bytes, usageRequested: false }
}

function upstreamPath({ route, provider, model, servedModel }: Routed): string {
  if (route.dialect !== 'gemini') return route.upstreamPath
  const enveloped = provider.type === 'gemini-cli'
  if (enveloped !== route.envelope) return otherGeminiPath(route.upstreamPath, servedModel ?? '', enveloped)
  if (route.modelInPath === null || servedModel === null || servedModel === model) return route.upstreamPath
  return route.upstreamPath.replace(/\/([^/:]+):/, `/${encodeURIComponent(servedModel)}:`)
}

/** `/v1beta/models/M:method` and `/v1internal:method` are the same call outside and inside the envelope. */
function otherGeminiPath(path: string, servedModel: string, enveloped: boolean): string {
  const method = path.slice(path.indexOf(':') + 1)
  return enveloped ? `/v1internal:${method}` : `/v1beta/models/${encodeURIComponent(servedModel)}:${method}`
}
