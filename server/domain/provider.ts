import type { Dialect } from './dialect'

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

export const REDIRECT_MATCHES = ['exact', 'prefix', 'suffix', 'contains'] as const
export type RedirectMatch = (typeof REDIRECT_MATCHES)[number]

/** FR-033. Rules are tried in order; the first that matches names the model that goes upstream. */
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

/** A provider as the administration shows it: everything but the secret. */
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
  /** Google Cloud project for the Code Assist envelope; only `gemini-cli` uses it. */
  codeAssistProject: string | null
  createdAt: Date
  updatedAt: Date
}

/** A provider as the data plane needs it, credential unsealed; lives only in the configuration snapshot. */
export interface RuntimeProvider extends Omit<
  Provider,
  'note' | 'credentialHint' | 'createdAt' | 'updatedAt'
> {
  dialect: Dialect
  credential: string
}

/** The model that goes upstream when a client asks for `model` (FR-033). */
export function redirectModel(rules: readonly ModelRedirect[], model: string): string {
  const rule = rules.find((candidate) => matches(candidate, model))
  return rule ? rule.to : model
}

function matches(rule: ModelRedirect, model: string): boolean {
  switch (rule.match) {
    case 'exact':
      return model === rule.from
    case 'prefix':
      return model.startsWith(rule.from)
    case 'suffix':
      return model.endsWith(rule.from)
    case 'contains':
      return model.includes(rule.from)
  }
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
