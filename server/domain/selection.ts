import type { Dialect } from './dialect'
import { redirectModel } from './model-redirects'
import type { RuntimeProvider } from './provider'
import type { Availability } from './provider-health'
import { isScheduledAt } from './schedule'
import { weightedPick } from './weighted-pick'

/** Everything of a request that selection looks at; plain JSON, recorded in the decision trace. */
export interface SelectionFacts {
  dialect: Dialect
  /** Name of an operation of the gateway, for example `generate`. */
  operation: string
  model: string | null
  /** Key's group over user's over the default; null = any provider. */
  group: string | null
  /** The session id, or the request's own id. */
  seed: string
  binding: { providerId: string; lastUsedAtMs: number } | null
  /** Providers tried already in this request. */
  tried: readonly string[]
  nowMs: number
}

/** What selection looks at of a provider; plain JSON, no secret, kept per configuration version for replay. */
export type SelectableProvider = Pick<
  RuntimeProvider,
  | 'id'
  | 'name'
  | 'type'
  | 'dialect'
  | 'enabled'
  | 'weight'
  | 'priority'
  | 'costMultiplier'
  | 'groupTags'
  | 'allowedModels'
  | 'modelRedirects'
  | 'modelDefaults'
  | 'acceptsTranslated'
  | 'schedule'
>

/** Why a provider was not eligible; checked in this order, the first that holds is said. */
export const EXCLUSIONS = [
  'disabled',
  'dialect',
  'group',
  'schedule',
  'model',
  'weight',
  'tried',
  'quarantined',
  'cooldown',
  'model_cooldown',
  'circuit_open',
  'sessions_full',
  'limit_reached',
] as const
export type Exclusion = (typeof EXCLUSIONS)[number]

export interface Candidate {
  providerId: string
  name: string
  excluded: Exclusion | null
  priority: number
  /** It speaks another protocol than the client, so the request would be translated for it. */
  translated: boolean
  /** What the model is called there; null without a model, and where an earlier check had excluded it already. */
  servedModel: string | null
  /** `ready` also where nobody asked, because the configuration or an earlier attempt had excluded it already. */
  availability: Availability
}

export const SELECTION_REASONS = ['bound', 'weight', 'fail-back', 'last-resort'] as const
/** `bound`: the session's own provider. `weight`: by its share of the best tier. `fail-back`: the session left its provider
 * for a better tier that is back. `last-resort`: it asked for a pause, and there is nobody else. */
export type SelectionReason = (typeof SELECTION_REASONS)[number]

/** `provider`, `servedModel`, `availability` and `reason` are of the one chosen, all null when there is none. */
export interface Decision<P> {
  provider: P | null
  servedModel: string | null
  availability: Availability | null
  reason: SelectionReason | null
  /** Every provider, in the order of the configuration. */
  candidates: Candidate[]
}

export interface SelectionOptions {
  /** A session idle for longer may go back to a better tier: what its provider had cached for it is gone by then. */
  failBackIdleMs: number
  /** Of schedules without their own. */
  timeZone: string
}

/** FR-003. Choose the provider for one attempt: a pure function, the same inputs give the same decision.
 *
 * The session's provider comes first while it is ready, whatever its priority, unless a better tier is ready and the
 * session has been idle for long. Otherwise the lowest priority number decides, and in it the weights (see
 * weighted-pick.ts, also for what cost decides). A provider in `probe` counts as eligible, so that somebody finds out
 * that it is back, but never for a session that has a ready provider of its own.
 * When there is nobody at all, a provider that only asked for a pause is the last resort: a hub with one provider then
 * passes on that one's own refusal, and its client can wait as it was told to.
 * A request that its session's provider cannot serve goes elsewhere by weight; what then becomes of the binding is the
 * caller's decision, and `candidates` says why it was left.
 * @param availabilityOf asked once for each provider that nothing else excludes
 * @returns a provider of `providers`, never one that is excluded */
export function selectProvider<P extends SelectableProvider>(
  facts: SelectionFacts,
  providers: readonly P[],
  availabilityOf: (provider: P, servedModel: string | null) => Availability,
  options: SelectionOptions,
): Decision<P> {
  const candidates: Candidate[] = []
  let tier: P[] = []
  let bound: P | null = null
  for (const provider of providers) {
    const candidate = consider(provider, facts, availabilityOf, options)
    candidates.push(candidate)
    if (candidate.excluded !== null) continue
    if (provider.id === facts.binding?.providerId && candidate.availability === 'ready') bound = provider
    const [leader] = tier
    if (leader && rank(provider, facts) > rank(leader, facts)) continue
    if (leader && rank(provider, facts) < rank(leader, facts)) tier = []
    tier.push(provider)
  }
  if (bound === null && tier.length === 0) return lastResort(facts, providers, candidates)
  if (bound === null) return decide(weightedPick(tier, facts.seed), 'weight', candidates)
  const better = mayFailBack(facts, options) ? betterTier(bound, facts, providers, candidates) : []
  if (better.length === 0) return decide(bound, 'bound', candidates)
  return decide(weightedPick(better, facts.seed), 'fail-back', candidates)
}

function consider<P extends SelectableProvider>(
  provider: P,
  facts: SelectionFacts,
  availabilityOf: (provider: P, servedModel: string | null) => Availability,
  options: SelectionOptions,
): Candidate {
  const { id, name, priority } = provider
  const candidate: Candidate = {
    providerId: id,
    name,
    excluded: excludedUnasked(provider, facts, options),
    priority,
    translated: provider.dialect !== facts.dialect,
    servedModel: null,
    availability: 'ready',
  }
  if (candidate.excluded !== null) return candidate
  const { model } = facts
  candidate.servedModel = model === null ? null : servedModelOf(provider, model, candidate.translated)
  candidate.excluded = excludedForModel(provider, facts, candidate.servedModel)
  if (candidate.excluded !== null) return candidate
  const availability = availabilityOf(provider, candidate.servedModel)
  candidate.availability = availability
  if (availability !== 'ready' && availability !== 'probe') candidate.excluded = availability
  return candidate
}

/** Operations that exist in every protocol. The others go to providers of the client's own only. */
const TRANSLATABLE: ReadonlySet<string> = new Set(['generate'])

const understands = (provider: SelectableProvider, facts: SelectionFacts): boolean =>
  provider.dialect === facts.dialect || (provider.acceptsTranslated && TRANSLATABLE.has(facts.operation))

/** Above every difference of priority, which lies between -1,000 and 1,000. */
const TRANSLATION_RANK = 1_000_000

/** Lower is preferred: any provider of the client's own protocol before one that has to be translated for, and then by
 * priority. */
export const tierOf = ({ translated, priority }: Pick<Candidate, 'translated' | 'priority'>): number =>
  translated ? TRANSLATION_RANK + priority : priority

const rank = ({ dialect, priority }: SelectableProvider, facts: SelectionFacts): number =>
  tierOf({ translated: dialect !== facts.dialect, priority })

/** The provider's own redirects first, and the hub's catalogue for a model of another protocol that they leave alone. One
 * that the provider is said to serve is what it is. */
function servedModelOf(provider: SelectableProvider, model: string, translated: boolean): string {
  const { modelRedirects, modelDefaults, allowedModels } = provider
  const redirected = redirectModel(modelRedirects, model)
  const known = allowedModels.length > 0 && allowsModel(allowedModels, model)
  return !translated || redirected !== model || known ? redirected : redirectModel(modelDefaults, model)
}

/** What a provider would be asked for when a client asks for `model`. */
export const servedModelFor = (provider: SelectableProvider, dialect: Dialect, model: string): string =>
  servedModelOf(provider, model, provider.dialect !== dialect)

/** What excludes a provider before its name for the model has to be known. */
function excludedUnasked(
  provider: SelectableProvider,
  facts: SelectionFacts,
  { timeZone }: SelectionOptions,
): Exclusion | null {
  if (!provider.enabled) return 'disabled'
  if (!understands(provider, facts)) return 'dialect'
  // A method of the envelope alone (loadCodeAssist, …) means nothing to the plain API.
  if (facts.operation === 'code-assist' && provider.type !== 'gemini-cli') return 'dialect'
  if (facts.group !== null && !provider.groupTags.includes(facts.group)) return 'group'
  const { schedule } = provider
  return schedule !== null && !isScheduledAt(schedule, facts.nowMs, timeZone) ? 'schedule' : null
}

function excludedForModel(
  { id, weight, allowedModels }: SelectableProvider,
  { model, tried }: SelectionFacts,
  servedModel: string | null,
): Exclusion | null {
  const allowed =
    model === null ||
    servedModel === null ||
    allowsModel(allowedModels, model) ||
    allowsModel(allowedModels, servedModel)
  if (!allowed) return 'model'
  if (weight === 0) return 'weight'
  return tried.includes(id) ? 'tried' : null
}

/** No list means every model; `claude-*` means every model that begins so. */
export function allowsModel(allowedModels: readonly string[], model: string): boolean {
  if (allowedModels.length === 0) return true
  return allowedModels.some((allowed) =>
    allowed.endsWith('*') ? model.startsWith(allowed.slice(0, -1)) : model === allowed,
  )
}

const mayFailBack = ({ binding, nowMs }: SelectionFacts, { failBackIdleMs }: SelectionOptions): boolean =>
  binding !== null && nowMs - binding.lastUsedAtMs > failBackIdleMs

/** The best tier above the bound provider's, of those that are ready: a session with a good home is not sent to find out
 * whether another one is back. */
function betterTier<P extends SelectableProvider>(
  bound: P,
  facts: SelectionFacts,
  providers: readonly P[],
  candidates: readonly Candidate[],
): P[] {
  const better = providers.filter((provider, at) => {
    const candidate = candidates[at]
    return (
      rank(provider, facts) < rank(bound, facts) &&
      candidate?.excluded === null &&
      candidate.availability === 'ready'
    )
  })
  const best = Math.min(...better.map((provider) => rank(provider, facts)))
  return better.filter((provider) => rank(provider, facts) === best)
}

/** What a provider only asked for. Its own refusal tells the client more than ours would. */
const ASKED: ReadonlySet<Exclusion | null> = new Set<Exclusion | null>(['cooldown', 'model_cooldown'])

/** Nobody is eligible: a provider that asked for a pause is better than none. */
function lastResort<P extends SelectableProvider>(
  facts: SelectionFacts,
  providers: readonly P[],
  candidates: Candidate[],
): Decision<P> {
  const asked = providers.filter((_, at) => ASKED.has(candidates[at]?.excluded ?? null))
  const best = Math.min(...asked.map((provider) => rank(provider, facts)))
  const provider = weightedPick(
    asked.filter((candidate) => rank(candidate, facts) === best),
    facts.seed,
  )
  const chosen = candidates.find(({ providerId }) => providerId === provider?.id)
  if (chosen) chosen.excluded = null
  return decide(provider, 'last-resort', candidates)
}

function decide<P extends SelectableProvider>(
  provider: P | null,
  reason: SelectionReason,
  candidates: Candidate[],
): Decision<P> {
  const chosen = provider && candidates.find(({ providerId }) => providerId === provider.id)
  if (!chosen) return { provider: null, servedModel: null, availability: null, reason: null, candidates }
  const { servedModel, availability } = chosen
  return { provider, servedModel, availability, reason, candidates }
}
