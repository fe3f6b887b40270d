import { Agent, request } from 'undici'
import { z } from 'zod'
import { upstreamUrl } from '#server/domain/provider'
import type { ProviderType, RuntimeProvider } from '#server/domain/provider'
import { ForbiddenAddressError } from '#server/platform/egress-guard'
import { outgoingConnect } from '#server/platform/proxy-connect'
import { ProxyError } from '#server/platform/proxy-error'
import type { ProviderStore } from '#server/stores/interfaces'
import { ServiceError } from './service-error'

const DEADLINE_MS = 10_000
/** Shorter than the whole, so that a connection that takes too long is told from an answer that does. */
const CONNECT_DEADLINE_MS = 8_000
const MAX_ANSWER_BYTES = 1_048_576
const MAX_MODELS = 500

export interface ProviderTestResult {
  ok: boolean
  /** HTTP status of the provider's answer; null when none came. */
  status: number | null
  latencyMs: number
  /** What to make of it, for the admin. Never holds the credential, nor the provider's own words, which may echo it. */
  message: string
  /** Names of the models that the provider listed. */
  models: string[]
}

interface Probe {
  method: 'GET' | 'POST'
  path: string
  headers: (credential: string) => Record<string, string>
  body?: string
}

const bearer = (credential: string) => ({ authorization: `Bearer ${credential}` })
const ANTHROPIC_VERSION = { 'anthropic-version': '2023-06-01' }

/** The cheapest authenticated call of each protocol: its list of models, which costs no tokens. Code Assist has no such
 * list; its clients begin with loadCodeAssist. */
const PROBES: Record<ProviderType, Probe> = {
  claude: {
    method: 'GET',
    path: '/v1/models',
    headers: (key) => ({ 'x-api-key': key, ...ANTHROPIC_VERSION }),
  },
  'claude-auth': {
    method: 'GET',
    path: '/v1/models',
    headers: (key) => ({ ...bearer(key), ...ANTHROPIC_VERSION }),
  },
  codex: { method: 'GET', path: '/v1/models', headers: bearer },
  'openai-compatible': { method: 'GET', path: '/v1/models', headers: bearer },
  gemini: { method: 'GET', path: '/v1beta/models', headers: (key) => ({ 'x-goog-api-key': key }) },
  'gemini-cli': {
    method: 'POST',
    path: '/v1internal:loadCodeAssist',
    headers: (key) => ({ ...bearer(key), 'content-type': 'application/json' }),
    body: '{"metadata":{"pluginType":"GEMINI"}}',
  },
}

/** Make one small real call with a provider's own credential. Redirects are not followed: a credential stays with the
 * origin it was given for.
 * @throws ServiceError not_found */
export function createTestProvider(options: {
  providers: Pick<ProviderStore, 'loadRuntime'>
  monotonicMs: () => number
}): (id: string) => Promise<ProviderTestResult> {
  const { providers, monotonicMs } = options
  return async (id) => {
    const provider = (await providers.loadRuntime()).find((candidate) => candidate.id === id)
    if (!provider) throw ServiceError.notFound('provider', id)
    const startedMs = monotonicMs()
    const outcome = await probe(provider)
    return { ...outcome, latencyMs: Math.round(monotonicMs() - startedMs) }
  }
}

type Outcome = Omit<ProviderTestResult, 'latencyMs'>

async function probe(provider: RuntimeProvider): Promise<Outcome> {
  const { method, path, headers, body } = PROBES[provider.type]
  const url = upstreamUrl(provider.baseUrl, path)
  const { proxyUrl } = provider
  // Never around the proxy, whose failure would go unseen.
  const connect = outgoingConnect({ proxyUrl, fallbackDirect: false, timeoutMs: CONNECT_DEADLINE_MS })
  const agent = new Agent({ connect })
  try {
    const answer = await request(url.origin + url.path, {
      method,
      headers: { accept: 'application/json', ...headers(provider.credential) },
      body: body ?? null,
      dispatcher: agent,
      signal: AbortSignal.timeout(DEADLINE_MS),
    })
    const text = await readCapped(answer.body)
    return judge(answer.statusCode, text, provider.type)
  } catch (error) {
    if (error instanceof ProxyError) return { ok: false, status: null, message: error.message, models: [] }
    return unreachable(errorCode(error))
  } finally {
    await agent.destroy()
  }
}

async function readCapped(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > MAX_ANSWER_BYTES) break
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function judge(status: number, text: string, type: ProviderType): Outcome {
  if (status < 200 || status > 299) return { ok: false, status, message: explainStatus(status), models: [] }
  const models = listModels(text)
  if (type === 'gemini-cli') return { ok: true, status, message: 'The credential works.', models: [] }
  if (!models)
    return {
      ok: false,
      status,
      message:
        'The address answered, but not with a list of models: is the base URL right for this type of provider?',
      models: [],
    }
  return {
    ok: true,
    status,
    message: `The credential works; ${String(models.length)} models are listed.`,
    models,
  }
}

function explainStatus(status: number): string {
  if (status === 401 || status === 403) return `The provider refuses the credential (HTTP ${String(status)}).`
  if (status === 404 || status === 405)
    return `The provider answered, but has no list of models at this address (HTTP ${String(status)}): check the base URL. Some compatible services have no such list and still work.`
  if (status === 429)
    return 'The provider accepts the address, but is limiting the rate of requests now (HTTP 429).'
  if (status >= 300 && status < 400)
    return `The provider redirects elsewhere (HTTP ${String(status)}); redirects are not followed. Enter the final address as base URL.`
  if (status >= 500) return `The provider has a problem of its own (HTTP ${String(status)}).`
  return `The provider refused the call (HTTP ${String(status)}).`
}

const openaiList = z.object({ data: z.array(z.object({ id: z.string() })) })
const geminiList = z.object({ models: z.array(z.object({ name: z.string() })) })

/** Anthropic and OpenAI list `data[].id`, Gemini `models[].name` with a `models/` prefix. Null for anything else. */
function listModels(text: string): string[] | null {
  const parsed = parseJson(text)
  const openai = openaiList.safeParse(parsed)
  if (openai.success) return openai.data.data.map(({ id }) => id).slice(0, MAX_MODELS)
  const gemini = geminiList.safeParse(parsed)
  if (!gemini.success) return null
  return gemini.data.models.map(({ name }) => name.replace(/^models\//, '')).slice(0, MAX_MODELS)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** In plain words, the causes an admin can do something about. */
const EXPLAINED: Readonly<Record<string, string>> = {
  FORBIDDEN_ADDRESS:
    'The address leads to a link-local or cloud metadata address, which the hub never calls.',
  ENOTFOUND: 'The host name does not exist. Check the base URL.',
  EAI_AGAIN: 'The host name could not be looked up right now.',
  ECONNREFUSED: 'Nothing listens at this address (connection refused).',
  ECONNRESET: 'The connection was cut before an answer came.',
  UND_ERR_SOCKET: 'The connection was cut before an answer came.',
  UND_ERR_CONNECT_TIMEOUT: 'No connection within 8 seconds.',
  TimeoutError: 'No answer within 10 seconds.',
  CERT_HAS_EXPIRED: "The server's TLS certificate has expired.",
  DEPTH_ZERO_SELF_SIGNED_CERT: "The server's TLS certificate is self-signed and not trusted here.",
  SELF_SIGNED_CERT_IN_CHAIN: "The server's TLS certificate chain is self-signed and not trusted here.",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "The server's TLS certificate cannot be verified.",
  ERR_TLS_CERT_ALTNAME_INVALID: "The server's TLS certificate is for another host name.",
}

function unreachable(code: string): Outcome {
  const message = EXPLAINED[code] ?? `The provider could not be reached (${code}).`
  return { ok: false, status: null, message, models: [] }
}

/** Codes only: messages of errors may quote the request. `AggregateError` is what Node gives for several addresses. */
function errorCode(error: unknown): string {
  if (error instanceof ForbiddenAddressError) return error.code
  if (error instanceof DOMException) return error.name
  if (error instanceof AggregateError && error.errors.length > 0) return errorCode(error.errors[0])
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : 'unknown error'
}
