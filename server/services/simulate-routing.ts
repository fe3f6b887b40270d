import { DIALECTS } from '#server/domain/dialect'
import type { Dialect } from '#server/domain/dialect'
import { GatewayError } from '#server/domain/errors'
import type { ErrorCode } from '#server/domain/errors'
import type { ApiKey, UserRecord } from '#server/domain/principal'
import type { RuntimeProvider } from '#server/domain/provider'
import { availability } from '#server/domain/provider-health'
import { selectProvider } from '#server/domain/selection'
import type { Decision, SelectionFacts, SelectionReason } from '#server/domain/selection'
import { fingerprint } from '#server/platform/fingerprint'
import type { ConfigSnapshot } from '#server/stores/config-snapshot'
import type { HealthBoard } from '#server/stores/health-board'
import type { ApiKeyStore } from '#server/stores/interfaces'
import type { MaybePromise, SessionBinding } from '#server/stores/shared-state'
import { explainCandidates } from './explain-candidates'
import type { ExplainedCandidate } from './explain-candidates'
import { ServiceError } from './service-error'

export interface SimulationInput {
  /** This or `path`. */
  dialect?: Dialect | undefined
  /** As a client would call it, for example `/v1/messages`; GET for lists of models, POST for the rest. */
  path?: string | undefined
  /** Null asks without a model; absent takes the one of the path. */
  model?: string | null | undefined
  /** Over those of the key and its user; null asks for any provider. */
  group?: string | null | undefined
  keyId?: string | undefined
  /** As the request log shows it; with `keyId` also in the client's own words. */
  sessionId?: string | undefined
  at?: Date | undefined
}

export interface Simulation {
  /** What was decided from. `seed` is made up where no session was given: another request may go elsewhere. */
  facts: SelectionFacts
  /** Why the key would be refused before any provider is looked at; null when it is served. */
  refused: ErrorCode | null
  provider: { id: string; name: string } | null
  servedModel: string | null
  reason: SelectionReason | null
  candidates: ExplainedCandidate[]
  /** Where it would go if one after the other failed, as often as a request may be tried. */
  fallbacks: { id: string; name: string }[]
}

/** The data plane's own reading of a path. @throws GatewayError for one that is none of its endpoints */
export type MatchRoute = (
  method: string,
  path: string,
  headers: Record<string, never>,
) => { dialect: Dialect; operation: string; modelInPath: string | null }

export interface SimulateRoutingOptions {
  config: () => Pick<ConfigSnapshot, 'providers' | 'users' | 'settings'>
  health: Pick<HealthBoard, 'get'>
  apiKeys: Pick<ApiKeyStore, 'get'>
  matchRoute: MatchRoute
  /** The provider that a session is bound to; asking must not count as a use of it. */
  peekBinding: (sessionId: string) => MaybePromise<Pick<SessionBinding, 'providerId' | 'lastUsedAtMs'> | null>
  /** For schedules that name no time zone of their own. */
  timeZone: string
  nowMs: () => number
  makeSeed: () => string
}

/** "Where would this request go, and why?", without sending it: by the configuration and the health of now.
 * @throws ServiceError invalid; not_found for an unknown key */
export function createSimulateRouting(
  options: SimulateRoutingOptions,
): (input: SimulationInput) => Promise<Simulation> {
  const { config, timeZone } = options
  return async (input) => {
    const asked = readTarget(input, options.matchRoute)
    const caller = await readCaller(input.keyId, options)
    const facts = await makeFacts(input, { asked, caller, options })
    const { providers, settings } = config()
    const selection = { failBackIdleMs: settings.failBackIdleMs, timeZone }
    const decide = (tried: readonly string[]): Decision<RuntimeProvider> =>
      selectProvider({ ...facts, tried }, providers, availabilityAt(facts.nowMs, options.health), selection)
    const { provider, servedModel, reason, candidates } = decide([])
    return {
      facts,
      refused: caller && refusalOf(caller, facts),
      provider: provider && { id: provider.id, name: provider.name },
      servedModel,
      reason,
      candidates: explainCandidates(
        { providerId: provider?.id ?? null, reason, candidates },
        providers,
        facts,
      ),
      fallbacks: provider ? fallbacksAfter(provider, decide, settings.maxAttempts) : [],
    }
  }
}

interface Target {
  dialect: Dialect
  operation: string
  model: string | null
}

function readTarget({ dialect, path, model }: SimulationInput, matchRoute: MatchRoute): Target {
  if (path === undefined) {
    if (dialect === undefined) throw invalid('dialect', `is required (${DIALECTS.join(', ')}), or a path`)
    return { dialect, operation: 'generate', model: model ?? null }
  }
  const route = readRoute(path, matchRoute)
  if (!route) throw invalid('path', 'is no endpoint of this gateway')
  if (dialect !== undefined && dialect !== route.dialect)
    throw invalid('dialect', `is ${route.dialect} for this path`)
  return {
    dialect: route.dialect,
    operation: route.operation,
    model: model === undefined ? route.modelInPath : model,
  }
}

/** Each path has one method only. */
function readRoute(path: string, matchRoute: MatchRoute): ReturnType<MatchRoute> | null {
  for (const method of ['POST', 'GET']) {
    try {
      return matchRoute(method, path, {})
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error
    }
  }
  return null
}

interface Caller {
  key: ApiKey
  user: UserRecord | undefined
}

async function readCaller(
  keyId: string | undefined,
  { apiKeys, config }: Pick<SimulateRoutingOptions, 'apiKeys' | 'config'>,
): Promise<Caller | null> {
  if (keyId === undefined) return null
  const key = await apiKeys.get(keyId)
  if (!key) throw ServiceError.notFound('key', keyId)
  return { key, user: config().users.get(key.userId) }
}

async function makeFacts(
  { group, sessionId, at }: SimulationInput,
  { asked, caller, options }: { asked: Target; caller: Caller | null; options: SimulateRoutingOptions },
): Promise<SelectionFacts> {
  const named = sessionId === undefined || sessionId === '' ? null : nameSession(sessionId, caller)
  const binding = named === null ? null : await options.peekBinding(named)
  const { defaultProviderGroup } = options.config().settings
  const own = caller?.key.providerGroup ?? caller?.user?.providerGroup ?? defaultProviderGroup
  return {
    ...asked,
    group: (group === undefined ? own : group) || null,
    seed: named ?? options.makeSeed(),
    binding: binding && { providerId: binding.providerId, lastUsedAtMs: binding.lastUsedAtMs },
    tried: [],
    nowMs: at?.getTime() ?? options.nowMs(),
  }
}

/** The data plane puts the key's id in front of what a client calls its session. */
const nameSession = (sessionId: string, caller: Caller | null): string =>
  caller === null || sessionId.startsWith(`${caller.key.id}:`) ? sessionId : `${caller.key.id}:${sessionId}`

const availabilityAt =
  (nowMs: number, health: Pick<HealthBoard, 'get'>) => (provider: RuntimeProvider, model: string | null) =>
    availability(health.get(provider.id), provider.circuit, {
      model,
      credential: fingerprint(provider.credential),
      nowMs,
    })

/** In the order in which the data plane asks. */
function refusalOf({ key, user }: Caller, { model, nowMs }: SelectionFacts): ErrorCode | null {
  if (!key.enabled) return 'key_disabled'
  if (key.expiresAt !== null && key.expiresAt.getTime() <= nowMs) return 'key_expired'
  if (!user?.enabled) return 'user_disabled'
  if (user.expiresAtMs !== null && user.expiresAtMs <= nowMs) return 'user_expired'
  if (key.scope !== 'proxy') return 'key_scope'
  const { allowedModels } = user
  if (allowedModels.length > 0 && model !== null && !allowedModels.includes(model)) return 'model_not_allowed'
  return null
}

function fallbacksAfter(
  first: RuntimeProvider,
  decide: (tried: readonly string[]) => Decision<RuntimeProvider>,
  maxAttempts: number,
): { id: string; name: string }[] {
  const tried = [first.id]
  const fallbacks: { id: string; name: string }[] = []
  while (tried.length < maxAttempts) {
    const { provider } = decide(tried)
    if (!provider) break
    tried.push(provider.id)
    fallbacks.push({ id: provider.id, name: provider.name })
  }
  return fallbacks
}

const invalid = (path: string, message: string): ServiceError => ServiceError.invalid([{ path, message }])
