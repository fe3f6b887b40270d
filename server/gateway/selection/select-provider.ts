import { GatewayError } from '#server/domain/errors'
import type { Availability } from '#server/domain/provider-health'
import type { RuntimeProvider } from '#server/domain/provider'
import { selectProvider as decide } from '#server/domain/selection'
import type { Candidate, SelectionFacts } from '#server/domain/selection'
import { routeTo } from '../exchange'
import type { Guarded, Routed } from '../exchange'

export interface SelectionView {
  providers: readonly RuntimeProvider[]
  /** May change between two attempts of one request. */
  availabilityOf: (provider: RuntimeProvider, servedModel: string | null) => Availability
  /** Take what a call needs of the provider's limits. @returns what it lacks, or `ready` */
  admit: (provider: RuntimeProvider) => Availability | Promise<Availability>
  /** It was let in and is not called after all. */
  withdraw: (provider: RuntimeProvider) => void
  /** @returns false when another probe of this provider is under way */
  takePermit: (provider: RuntimeProvider) => boolean | Promise<boolean>
  options: { failBackIdleMs: number; timeZone: string }
}

/** FR-003. Choose the provider for one attempt; a probe of a half-open one takes a permit first.
 * @throws GatewayError no_provider, which says how many there are and why none serves */
export async function selectProvider(
  exchange: Guarded,
  facts: SelectionFacts,
  view: SelectionView,
): Promise<Routed> {
  let busy: Map<string, Availability> | null = null
  const availabilityOf = (provider: RuntimeProvider, servedModel: string | null): Availability =>
    busy?.get(provider.id) ?? view.availabilityOf(provider, servedModel)
  for (;;) {
    const decision = decide(facts, view.providers, availabilityOf, view.options)
    const { provider } = decision
    if (!provider) throw noProvider(exchange, decision.candidates, facts)
    const probe = decision.availability === 'probe'
    const { servedModel } = decision
    const room = await view.admit(provider)
    if (room !== 'ready') (busy ??= new Map()).set(provider.id, room)
    else if (probe && !(await view.takePermit(provider))) {
      view.withdraw(provider)
      ;(busy ??= new Map()).set(provider.id, 'circuit_open')
    } else return routeTo(exchange, { provider, servedModel, decision, decidedAtMs: facts.nowMs, probe })
  }
}

/** Nobody can serve the request; the candidates say why. */
export class NoProvider extends GatewayError {
  constructor(
    options: ConstructorParameters<typeof GatewayError>[1],
    readonly candidates: readonly Candidate[],
  ) {
    super('no_provider', options)
  }
}

/** What passes by itself, so that coming again helps. */
const PASSING: ReadonlySet<string | null> = new Set([
  'circuit_open',
  'cooldown',
  'quarantined',
  'model_cooldown',
  'sessions_full',
  'limit_reached',
])
const RETRY_AFTER_SECONDS = 5

function noProvider(
  { model, route }: Guarded,
  candidates: readonly Candidate[],
  { dialect }: SelectionFacts,
): NoProvider {
  const counts = new Map<string, number>()
  for (const { excluded } of candidates) if (excluded) counts.set(excluded, (counts.get(excluded) ?? 0) + 1)
  const reasons = [...counts].map(([reason, count]) => `${reason}: ${String(count)}`).join(', ')
  const what = model === null ? route.endpoint : `the model ${model}`
  const passes = candidates.some(({ excluded }) => PASSING.has(excluded))
  const clientMessage = passes
    ? `No provider for ${what} is available at the moment. Try again shortly.`
    : `No provider is available for ${what} over the ${dialect} protocol.`
  const message = `no provider for ${what}; excluded: ${reasons || 'none configured'}`
  const options = { clientMessage, message, ...(passes && { retryAfterSeconds: RETRY_AFTER_SECONDS }) }
  return new NoProvider(options, candidates)
}
