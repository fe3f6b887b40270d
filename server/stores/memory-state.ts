import { HEALTHY } from '#server/domain/provider-health'
import type { ProviderHealth } from '#server/domain/provider-health'
import { createMemoryBindings } from './memory-bindings'
import type { MemoryBindings } from './memory-bindings'
import { createMemoryOutcomes } from './memory-outcomes'
import type { MemoryOutcomes } from './memory-outcomes'
import { createMemorySessions } from './memory-sessions'
import { createResponders } from './responders'
import type {
  Admission,
  BindProposal,
  HealthChange,
  HealthTransition,
  LeaseClaim,
  OutcomeCount,
  OutcomeSeries,
  SessionBinding,
  SharedState,
  Topic,
} from './shared-state'

/** The shared state of a hub that is one process: every answer is there at once. Also what an instance goes on with when
 * Redis is away, hence the ways to look into it. */
export interface MemoryState extends SharedState {
  readonly kind: 'memory'
  readHealth(providerIds: readonly string[]): Map<string, ProviderHealth>
  updateHealth(providerId: string, transition: HealthTransition): HealthChange
  readBinding(sessionId: string, ttlMs: number, nowMs: number): SessionBinding | null
  peekBinding(sessionId: string, nowMs: number): SessionBinding | null
  bind(sessionId: string, proposal: BindProposal): SessionBinding
  unbind(sessionId: string, providerId: string): void
  admitSession(pool: string, sessionId: string, admission: Admission): boolean
  dismissSession(pool: string, sessionId: string): void
  claimLease(name: string, claim: LeaseClaim): boolean
  releaseLease(name: string, holder: string): void
  addOutcomes(counts: readonly OutcomeCount[]): void
  readOutcomes(providerId: string, sinceMs: number): OutcomeSeries
  /** As many as there are providers; only the pure transitions let one grow, and they are bounded. */
  readonly health: Map<string, ProviderHealth>
  readonly bindings: MemoryBindings
  readonly outcomes: MemoryOutcomes
}

const BINDING_CAPACITY = 100_000

/** @param options.bindingCapacity most sessions that are remembered, 100,000 by default */
export function createMemoryState(options: { bindingCapacity?: number } = {}): MemoryState {
  const health = new Map<string, ProviderHealth>()
  const bindings = createMemoryBindings(options.bindingCapacity ?? BINDING_CAPACITY)
  const sessions = createMemorySessions()
  const outcomes = createMemoryOutcomes()
  const leases = new Map<string, { holder: string; untilMs: number }>()
  const listeners = new Set<(topic: Topic, id: string) => void>()
  const responders = createResponders()

  return {
    kind: 'memory',
    degraded: false,
    onDegradedChange: () => () => undefined,
    health,
    bindings,
    outcomes,
    readHealth: (providerIds) => new Map(providerIds.map((id) => [id, health.get(id) ?? HEALTHY])),
    updateHealth(providerId, transition) {
      const before = health.get(providerId) ?? HEALTHY
      const after = transition(before)
      if (after !== before) health.set(providerId, after)
      return { before, after }
    },
    readBinding: (sessionId, ttlMs, nowMs) => bindings.read(sessionId, ttlMs, nowMs),
    peekBinding: (sessionId, nowMs) => bindings.peek(sessionId, nowMs),
    bind: (sessionId, proposal) => bindings.bind(sessionId, proposal),
    unbind(sessionId, providerId) {
      bindings.unbind(sessionId, providerId)
    },
    admitSession: (pool, sessionId, admission) => sessions.admit(pool, sessionId, admission),
    dismissSession(pool, sessionId) {
      sessions.dismiss(pool, sessionId)
    },
    claimLease(name, { holder, ttlMs, nowMs }) {
      const lease = leases.get(name)
      if (lease && lease.holder !== holder && lease.untilMs > nowMs) return false
      leases.set(name, { holder, untilMs: nowMs + ttlMs })
      return true
    },
    releaseLease(name, holder) {
      if (leases.get(name)?.holder === holder) leases.delete(name)
    },
    addOutcomes(counts) {
      outcomes.add(counts)
    },
    readOutcomes: (providerId, sinceMs) => outcomes.read(providerId, sinceMs),
    announce(topic, id) {
      for (const listener of listeners) listener(topic, id)
    },
    onAnnounce(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async ask(question, text) {
      const answer = await responders.answer(question, text)
      return { answers: answer === null ? [] : [answer], missing: 0 }
    },
    onAsk: (question, responder) => responders.listen(question, responder),
    close: () => Promise.resolve(),
  }
}
