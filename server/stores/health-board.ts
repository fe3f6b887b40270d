import { CLOSED_CIRCUIT, takePermit as takeCircuitPermit } from '#server/domain/circuit'
import type { CircuitConfig } from '#server/domain/circuit'
import { applyHealthEvent, HEALTHY } from '#server/domain/provider-health'
import type { HealthEvent, ProviderHealth } from '#server/domain/provider-health'
import type { Clock } from '#server/platform/clock'
import type { Logger } from '#server/platform/logger'
import { createHealthTransitions } from './health-transitions'
import type { Transition } from './health-transitions'
import { createHealthView, whenDone } from './health-view'
import { createOutcomeCounter } from './outcome-counter'
import type { HealthChange, HealthTransition, MaybePromise, OutcomeSeries, SharedState } from './shared-state'

/** Provider health as the data plane sees it: asked without waiting, told without waiting. */
export interface HealthBoard {
  /** The last known health; at most 1 s old. HEALTHY on the first question about a provider, until the answer is there. */
  get(providerId: string): ProviderHealth
  /** A call has ended. Applied here at once, and everywhere soon; nobody waits for it.
   * @param detail.errorCode what the outcome counts and a transition give as the reason */
  report(
    providerId: string,
    config: CircuitConfig,
    event: HealthEvent,
    nowMs: number,
    detail: { errorCode: string | null },
  ): void
  /** Take a half-open permit, counted over all instances. A promise only when they share Redis.
   * @param leaseMs when it lapses if no event with `probe` gives it back */
  takePermit(providerId: string, config: CircuitConfig, nowMs: number, leaseMs: number): MaybePromise<boolean>
  /** Back to HEALTHY, by an admin. */
  reset(providerId: string): Promise<void>
  series(providerId: string, sinceMs: number): Promise<OutcomeSeries>
  /** Called by the one instance whose event changed the circuit's phase, set a mark or lifted one.
   * @returns how to stop listening */
  onTransition(listener: (transition: Transition) => void): () => void
  start(): void
  /** Write down what is counted and wait for what is under way. */
  stop(): Promise<void>
}

export interface HealthBoardOptions {
  state: SharedState
  clock: Pick<Clock, 'nowMs'>
  log: Pick<Logger, 'error'>
  /** Between two looks at what other instances have changed. */
  pollMs?: number
  /** Between two writes of the outcome counts. */
  flushMs?: number
}

export function createHealthBoard(options: HealthBoardOptions): HealthBoard {
  const { state, clock, pollMs = 500, flushMs = 1_000 } = options
  const view = createHealthView(state)
  const transitions = createHealthTransitions(options)
  const outcomes = createOutcomeCounter(state)
  let stopWork: (() => void) | null = null

  const update = (
    providerId: string,
    transition: HealthTransition,
    cause: { nowMs: number; reason: string | null },
  ): MaybePromise<HealthChange> =>
    whenDone(view.update(providerId, transition), (change) => {
      transitions.tell(providerId, change, cause)
      return change
    })

  return {
    get: (providerId) => view.get(providerId),
    report(providerId, config, event, nowMs, { errorCode }) {
      outcomes.count(providerId, event.outcome, nowMs, errorCode)
      const apply: HealthTransition = (health) => applyHealthEvent(health, config, event, nowMs)
      const before = view.get(providerId)
      const after = apply(before)
      // A permit is given back in any case, also when this instance has not seen yet that it was taken.
      if (after === before && !event.probe) return
      view.anticipate(providerId, after)
      void update(providerId, apply, { nowMs, reason: errorCode })
    },
    takePermit(providerId, config, nowMs, leaseMs) {
      const take: HealthTransition = (health) => {
        const circuit = takeCircuitPermit(health.circuit, config, nowMs, leaseMs)
        return circuit ? { ...health, circuit } : health
      }
      const taken = update(providerId, take, { nowMs, reason: null })
      return whenDone(taken, ({ before, after }) => before !== after)
    },
    async reset(providerId) {
      const nowMs = clock.nowMs()
      // Not HEALTHY itself: an instance that was cut off must see that this is newer than what it has learned.
      const healthy = { ...HEALTHY, circuit: { ...CLOSED_CIRCUIT, changedAtMs: nowMs } }
      await update(providerId, () => healthy, { nowMs, reason: 'reset' })
    },
    async series(providerId, sinceMs) {
      await outcomes.flush()
      return state.readOutcomes(providerId, sinceMs)
    },
    onTransition: (listener) => transitions.listen(listener),
    start() {
      if (stopWork) return
      const refresh = setInterval(() => view.refresh(), pollMs).unref()
      const flush = setInterval(() => void outcomes.flush(), flushMs).unref()
      const stopListening = state.onAnnounce((topic, id) => {
        if (topic === 'health') view.refresh(id)
      })
      stopWork = () => {
        clearInterval(refresh)
        clearInterval(flush)
        stopListening()
      }
    },
    async stop() {
      stopWork?.()
      stopWork = null
      await outcomes.flush()
      await view.settled()
    },
  }
}
