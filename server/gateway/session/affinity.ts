import type { BindReason, SessionBinding, SharedState } from '#server/stores/shared-state'
import type { Exclusion } from '#server/domain/selection'
import type { Identified, Routed } from '../exchange'

/** FR-005. Which provider a conversation is bound to, so that the provider's prompt cache serves it. */
export interface Affinity {
  find(exchange: Identified): SessionBinding | null | Promise<SessionBinding | null>
  /** A provider was chosen: bind the session, or move it, where that is due. Nobody waits for it.
   * @param boundTo the provider that it is bound to as far as this request knows
   * @returns the same afterwards */
  follow(routed: Routed, boundTo: string | null): string | null
  /** The provider broke in the middle of an answer: the next request may go elsewhere. */
  leave(exchange: Identified, providerId: string): void
}

/** Why a bound provider is lost to the session. Everything else (it lacks the model, say) is a matter of the one request:
 * a title or a sub-agent that must go elsewhere does not take the conversation with it. */
const LOST: ReadonlySet<Exclusion | null> = new Set<Exclusion | null>([
  'disabled',
  'schedule',
  'group',
  'weight',
  'tried',
  'circuit_open',
  'cooldown',
  'quarantined',
])

export function createAffinity(deps: {
  state: Pick<SharedState, 'readBinding' | 'bind' | 'unbind'>
  ttlMs: () => number
}): Affinity {
  const { state } = deps
  return {
    find({ sessionId, sticky, startedAtMs }) {
      return sessionId === null || !sticky ? null : state.readBinding(sessionId, deps.ttlMs(), startedAtMs)
    },
    follow({ sessionId, sticky, provider, decision, decidedAtMs }, boundTo) {
      if (sessionId === null || !sticky || boundTo === provider.id) return boundTo
      const reason = boundTo === null ? 'first' : movedBecause(boundTo, decision)
      if (reason === null) return boundTo
      const proposal = { providerId: provider.id, reason, from: boundTo }
      void state.bind(sessionId, { ...proposal, ttlMs: deps.ttlMs(), nowMs: decidedAtMs })
      return provider.id
    },
    leave({ sessionId }, providerId) {
      if (sessionId !== null) void state.unbind(sessionId, providerId)
    },
  }
}

function movedBecause(boundTo: string, { reason, candidates }: Routed['decision']): BindReason | null {
  if (reason === 'fail-back') return 'fail-back'
  const candidate = candidates.find(({ providerId }) => providerId === boundTo)
  if (!candidate) return 'provider-lost'
  if (!LOST.has(candidate.excluded)) return null
  return candidate.excluded === 'tried' ? 'failover' : 'provider-lost'
}
