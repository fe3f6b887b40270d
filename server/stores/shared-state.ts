import type { ProviderHealth } from '#server/domain/provider-health'

/** What all instances of the hub share while they run (design.md §6). Two implementations, held to one contract suite: in
 * memory, where every answer is there at once, and in Redis. Nothing here rejects and nothing waits longer than Redis'
 * deadline: when Redis is away, the answers come from what this instance knows itself. Times are epoch milliseconds. */
export interface SharedState {
  readonly kind: 'memory' | 'redis'
  /** Redis cannot be used at the moment; this instance goes on with what it knows itself. Always false in memory. */
  readonly degraded: boolean
  /** @returns how to stop listening */
  onDegradedChange(listener: (degraded: boolean) => void): () => void

  /** Health of providers; unknown ones are HEALTHY. */
  readHealth(providerIds: readonly string[]): MaybePromise<Map<string, ProviderHealth>>
  /** Atomic over all instances; those of one instance for one provider take effect in the order of the calls.
   * @param transition pure, may be called several times; one that returns its argument writes nothing
   * @returns what the transition was given and what it returned when it took effect */
  updateHealth(providerId: string, transition: HealthTransition): MaybePromise<HealthChange>

  /** The provider that a session is bound to. Slides the expiry, and notes the use for the next reader. */
  readBinding(sessionId: string, ttlMs: number, nowMs: number): MaybePromise<SessionBinding | null>
  /** The same without counting as a use. */
  peekBinding(sessionId: string, nowMs: number): MaybePromise<SessionBinding | null>
  /** One atomic step: bound when there is no binding or it still points at `from`; otherwise the one in force stays.
   * @returns the one in force */
  bind(sessionId: string, proposal: BindProposal): MaybePromise<SessionBinding>
  /** Only while it still points at this provider. */
  unbind(sessionId: string, providerId: string): MaybePromise<void>

  /** FR-012. Let a session in where fewer than `limit` others are, and slide its stay. @returns whether it is in */
  admitSession(pool: string, sessionId: string, admission: Admission): MaybePromise<boolean>
  /** A session leaves before its time is over. */
  dismissSession(pool: string, sessionId: string): MaybePromise<void>

  /** Become the one instance that does something, or stay it. What it does must be harmless when two do it: a lease that was
   * held through a pause may have gone to another one meanwhile.
   * @returns whether this holder has it for `ttlMs` from now; false while Redis is away */
  claimLease(name: string, claim: LeaseClaim): MaybePromise<boolean>
  /** Let another one have it before its time is over. */
  releaseLease(name: string, holder: string): MaybePromise<void>

  /** Add to the outcome counts, which are summed over instances and kept for a day. */
  addOutcomes(counts: readonly OutcomeCount[]): MaybePromise<void>
  readOutcomes(providerId: string, sinceMs: number): MaybePromise<OutcomeSeries>

  /** Tell every listener of every instance that something changed. A hint that may get lost: whoever needs to know looks
   * for himself now and then. */
  announce(topic: Topic, id: string): void
  /** @returns how to stop listening */
  onAnnounce(listener: (topic: Topic, id: string) => void): () => void
  /** Ask every instance, this one among them. Resolves when all that were reached have answered, after `waitMs` at the latest;
   * while Redis is away, with what this one knows. */
  ask(question: Question, text: string, waitMs: number): Promise<Answers>
  /** Answer what is asked of this instance, by one responder a question. Must not reject.
   * @returns how to stop */
  onAsk(question: Question, responder: Responder): () => void
  close(): Promise<void>
}

export type MaybePromise<T> = T | Promise<T>

export type HealthTransition = (current: ProviderHealth) => ProviderHealth
export interface HealthChange {
  before: ProviderHealth
  after: ProviderHealth
}

export const BIND_REASONS = ['first', 'failover', 'provider-lost', 'fail-back'] as const
export type BindReason = (typeof BIND_REASONS)[number]
export interface SessionBinding {
  providerId: string
  reason: BindReason
  boundAtMs: number
  lastUsedAtMs: number
}
export interface BindProposal {
  providerId: string
  reason: BindReason
  /** The provider that it is bound to now, as far as the caller knows. */
  from: string | null
  ttlMs: number
  nowMs: number
}

export interface Admission {
  limit: number
  /** How long it stays without coming again. */
  ttlMs: number
  nowMs: number
}

export interface LeaseClaim {
  /** Unlike that of any other instance. */
  holder: string
  ttlMs: number
  nowMs: number
}

/** How calls ended within one minute. */
export interface OutcomeCount {
  providerId: string
  /** Begin of the minute. */
  minuteMs: number
  succeeded: number
  failed: number
  lastSuccessAtMs: number | null
  lastFailureAtMs: number | null
  /** Error code of the last failure. */
  lastError: string | null
}
export interface OutcomeSeries {
  /** Oldest first; minutes without a call are absent. */
  minutes: { minuteMs: number; succeeded: number; failed: number }[]
  lastSuccessAtMs: number | null
  lastFailureAtMs: number | null
  lastError: string | null
}
/** How long outcome counts are kept. */
export const OUTCOMES_KEPT_MS = 24 * 3_600_000

export const TOPICS = ['health', 'config'] as const
export type Topic = (typeof TOPICS)[number]

export const QUESTIONS = ['live', 'terminate', 'preview'] as const
export type Question = (typeof QUESTIONS)[number]
/** @returns null when there is nothing to say */
export type Responder = (text: string) => MaybePromise<string | null>
export interface Answers {
  answers: string[]
  /** Instances that were reached and have not answered in time. */
  missing: number
}
