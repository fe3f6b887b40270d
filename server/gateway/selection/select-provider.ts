import { GatewayError } from '#server/domain/errors'
import { redirectModel } from '#server/domain/provider'
import type { RuntimeProvider } from '#server/domain/provider'
import type { Candidate, Exclusion, Guarded, Routed } from '../exchange'
import { weightedPick } from './weighted-pick'

/** FR-003. Choose the provider for a request: a pure function of the configuration, the request and the seed.
 * @throws GatewayError no_provider, which says how many there are and why none serves */
export function selectProvider(
  exchange: Guarded,
  options: { providers: readonly RuntimeProvider[]; seed: string },
): Routed {
  const candidates: Candidate[] = []
  let eligible: RuntimeProvider[] = []
  let best = Infinity
  for (const provider of options.providers) {
    const excluded = excludes(provider, exchange)
    candidates.push({ providerId: provider.id, name: provider.name, excluded })
    if (excluded !== null || provider.priority > best) continue
    if (provider.priority < best) eligible = []
    best = provider.priority
    eligible.push(provider)
  }
  const provider = weightedPick(eligible, options.seed)
  if (!provider) throw noProvider(exchange, candidates)
  const servedModel = exchange.model === null ? null : redirectModel(provider.modelRedirects, exchange.model)
  return { ...exchange, provider, servedModel, candidates }
}

function excludes(provider: RuntimeProvider, { route, principal, model }: Guarded): Exclusion | null {
  if (!provider.enabled) return 'disabled'
  if (provider.dialect !== route.dialect) return 'dialect'
  // A method of the envelope alone (loadCodeAssist, …) means nothing to the plain API.
  if (route.operation === 'code-assist' && provider.type !== 'gemini-cli') return 'dialect'
  const group = principal.user.providerGroup
  if (group !== null && !provider.groupTags.includes(group)) return 'group'
  if (model !== null && !servesModel(provider, model)) return 'model'
  return provider.weight === 0 ? 'weight' : null
}

/** No list means every model; `claude-*` means every model that begins so. */
export function servesModel(
  provider: Pick<RuntimeProvider, 'allowedModels' | 'modelRedirects'>,
  model: string,
): boolean {
  if (provider.allowedModels.length === 0) return true
  const names = [model, redirectModel(provider.modelRedirects, model)]
  return provider.allowedModels.some((allowed) =>
    names.some((name) => (allowed.endsWith('*') ? name.startsWith(allowed.slice(0, -1)) : name === allowed)),
  )
}

function noProvider({ model, route }: Guarded, candidates: readonly Candidate[]): GatewayError {
  const counts = new Map<string, number>()
  for (const { excluded } of candidates) if (excluded) counts.set(excluded, (counts.get(excluded) ?? 0) + 1)
  const reasons = [...counts].map(([reason, count]) => `${reason}: ${String(count)}`).join(', ')
  const what = model === null ? route.endpoint : `the model ${model}`
  return new GatewayError('no_provider', {
    clientMessage: `No provider is available for ${what} over the ${route.dialect} protocol.`,
    message: `no provider for ${what}; excluded: ${reasons || 'none configured'}`,
  })
}
