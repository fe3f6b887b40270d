import type { BindReason, SessionBinding, SharedState } from '#server/stores/shared-state'
import type { RuntimeProvider } from '#server/domain/provider'
import type { Exclusion } from '#server/domain/selection'
import { leaseMember } from '../exchange'
import type { Identified, Routed } from '../exchange'

/** FR-005. Which provider a conversation is bound to, so that the provider's prompt cache serves it. */
export interface Affinity {
  find(exchange: Identified): SessionBinding | null | Promise<SessionBinding | null>
  /** A provider was chosen: bind the session, or move it, where that is due. Nobody waits for it.
   * @param boundTo the provider that it is bound to as far as this request knows
   * @returns the same afterwards */
  follow(routed: Routed, boundTo: string | null): string | null
  /** FR-012. Count the session as one of the provider's. @returns false when that has as many as it may */
  admit(exchange: Identified, provider: RuntimeProvider): boolean | Promise<boolean>
  /** An attempt has ended: what is no lasting session, and one that was not served there, makes room again. */
  dismiss(exchange: Identified, provider: RuntimeProvider, served: boolean): void
  /** The provider broke in the middle of an answer, and there is no other one to move to. */
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
  'sessions_full',
  'limit_reached',
])

export function createAffinity(deps: {
  state: Pick<SharedState, 'readBinding' | 'bind' | 'unbind' | 'admitSession' | 'dismissSession'>
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
    admit(exchange, { id, concurrentSessions }) {
      if (concurrentSessions === null) return true
      const nowMs = exchange.startedAtMs
      return state.admitSession(id, leaseMember(exchange), {
        limit: concurrentSessions,
        ttlMs: deps.ttlMs(),
        nowMs,
      })
    },
    dismiss(exchange, { id, concurrentSessions }, served) {
      if (concurrentSessions === null || (served && exchange.sticky)) return
      void state.dismissSession(id, leaseMember(exchange))
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
