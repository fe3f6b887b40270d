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
  const excluded = options.providers.map((provider) => excludes(provider, exchange))
  const eligible = options.providers.filter((_, i) => excluded[i] === null)
  const best = eligible.reduce((lowest, { priority }) => Math.min(lowest, priority), Infinity)
  const provider = weightedPick(
    eligible.filter(({ priority }) => priority === best),
    options.seed,
  )
  if (!provider) throw noProvider(exchange, excluded)
  const candidates: Candidate[] = options.providers.map(({ id, name }, i) => ({
    providerId: id,
    name,
    excluded: excluded[i] ?? null,
  }))
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

function noProvider({ model, route }: Guarded, excluded: readonly (Exclusion | null)[]): GatewayError {
  const counts = new Map<string, number>()
  for (const reason of excluded) if (reason) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  const reasons = [...counts].map(([reason, count]) => `${reason}: ${String(count)}`).join(', ')
  const what = model === null ? route.endpoint : `the model ${model}`
  return new GatewayError('no_provider', {
    clientMessage: `No provider is available for ${what} over the ${route.dialect} protocol.`,
    message: `no provider for ${what}; excluded: ${reasons || 'none configured'}`,
  })
}
