import type { CircuitConfig } from './circuit'
import type { Dialect } from './dialect'
import type { SpendLimits } from './limits'
import type { Schedule } from './schedule'

/** FR-002. The type decides the dialect, the path and the authentication scheme. */
export const PROVIDER_TYPES = [
  'claude',
  'claude-auth',
  'codex',
  'gemini',
  'gemini-cli',
  'openai-compatible',
] as const
export type ProviderType = (typeof PROVIDER_TYPES)[number]

const DIALECT_OF: Record<ProviderType, Dialect> = {
  claude: 'claude',
  'claude-auth': 'claude',
  codex: 'codex-responses',
  gemini: 'gemini',
  'gemini-cli': 'gemini',
  'openai-compatible': 'openai-chat',
}

/** The dialect that a provider of this type speaks. */
export const dialectOf = (type: ProviderType): Dialect => DIALECT_OF[type]

export const REDIRECT_MATCHES = ['exact', 'prefix', 'suffix', 'contains', 'pattern'] as const
export type RedirectMatch = (typeof REDIRECT_MATCHES)[number]

/** FR-028: what a provider of type `codex` gets as instructions. `auto`: the client's own, and the official ones where it has
 * refused those. */
export const INSTRUCTIONS_MODES = ['auto', 'force_official', 'keep_original'] as const
export type InstructionsMode = (typeof INSTRUCTIONS_MODES)[number]

/** FR-033. Rules are tried in order; the first that matches names the model that goes upstream. A pattern is RE2,
 * unanchored unless it says so, and `to` may hold `$1` for what its group found: see model-redirects.ts. */
export interface ModelRedirect {
  match: RedirectMatch
  from: string
  to: string
}

/** FR-035, milliseconds. */
export interface ProviderTimeouts {
  firstByteMs: number
  idleMs: number
  totalMs: number
}
export const DEFAULT_TIMEOUTS: ProviderTimeouts = { firstByteMs: 30_000, idleMs: 60_000, totalMs: 120_000 }

/** A provider's outgoing proxy as the administration shows it (FR-034). */
export interface ProviderProxy {
  /** Scheme, host and port, never the user information. */
  origin: string
  hasCredentials: boolean
}

/** @param proxyUrl one that was checked when it was entered */
export function describeProxy(proxyUrl: string): ProviderProxy {
  const { protocol, host, username, password } = new URL(proxyUrl)
  return { origin: `${protocol}//${host}`, hasCredentials: username !== '' || password !== '' }
}

/** A provider as the administration shows it: everything but the secrets. */
export interface Provider {
  id: string
  name: string
  note: string
  type: ProviderType
  baseUrl: string
  /** Last four characters of the credential, for recognition; never more. */
  credentialHint: string
  enabled: boolean
  /** 0..100, higher takes more traffic within a priority; 0 takes none. */
  weight: number
  /** Lower number is preferred. */
  priority: number
  /** Multiplies the price of what this provider serves; decimal string, "1" by default. */
  costMultiplier: string
  groupTags: string[]
  /** Empty means every model. */
  allowedModels: string[]
  modelRedirects: ModelRedirect[]
  timeouts: ProviderTimeouts
  /** When its circuit opens and closes (FR-004). */
  circuit: CircuitConfig
  /** Upstream calls to this provider before the next one is tried; more than one only where the failure allows it. */
  maxAttempts: number
  /** When it takes traffic; null is always. */
  schedule: Schedule | null
  /** Sessions that it may serve at once (FR-012); null is any number. */
  concurrentSessions: number | null
  limits: SpendLimits
  /** What was spent before does not count for the limits. */
  limitsResetAt: Date | null
  /** What its requests go through; null is direct. */
  proxy: ProviderProxy | null
  /** Go direct while the proxy cannot be reached. */
  proxyFallbackDirect: boolean
  /** Start the next provider as well when the first byte is late (FR-007). */
  hedge: boolean
  /** Requests of other protocols may be translated for it. */
  acceptsTranslated: boolean
  /** Only `codex` uses it. */
  instructionsMode: InstructionsMode
  /** Google Cloud project for the Code Assist envelope; only `gemini-cli` uses it. */
  codeAssistProject: string | null
  /** Grows by one a change. */
  version: number
  createdAt: Date
  updatedAt: Date
}

/** A provider as the data plane needs it, secrets unsealed; lives only in the configuration snapshot. */
export interface RuntimeProvider extends Omit<
  Provider,
  'note' | 'credentialHint' | 'proxy' | 'version' | 'createdAt' | 'updatedAt'
> {
  dialect: Dialect
  /** What the models of other protocols are called here unless a redirect says: rules of the hub's catalogue. */
  modelDefaults: readonly ModelRedirect[]
  credential: string
  /** `http:`, `https:`, `socks5:` or `socks5h:`, credentials in it; null is direct. */
  proxyUrl: string | null
}

const VERSION_SUFFIX = /\/v1(?:beta|alpha)?$/

/** Join a provider's base URL and a protocol path without doubling the version segment:
 * both `https://host` and `https://host/v1` give `https://host/v1/messages`.
 * @param baseUrl origin plus optional prefix, with or without a trailing `/v1` or `/v1beta`
 * @param path    absolute path that begins with its own version segment, query included */
export function upstreamUrl(baseUrl: string, path: string): { origin: string; path: string } {
  const { origin, prefix } = splitBaseUrl(baseUrl)
  return { origin, path: prefix + path }
}

const splitUrls = new Map<string, { origin: string; prefix: string }>()

/** Parsing a URL costs more than all else that is done with one, and there are as many as providers. */
function splitBaseUrl(baseUrl: string): { origin: string; prefix: string } {
  const known = splitUrls.get(baseUrl)
  if (known) return known
  const url = new URL(baseUrl)
  const split = { origin: url.origin, prefix: url.pathname.replace(/\/+$/, '').replace(VERSION_SUFFIX, '') }
  if (splitUrls.size >= 1_000) splitUrls.clear()
  splitUrls.set(baseUrl, split)
  return split
}
