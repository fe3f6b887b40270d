/** FR-004. A provider's circuit breaker as a pure state machine; atomicity is the store's. Times are epoch milliseconds. */
export interface CircuitConfig {
  /** Consecutive failures that open the circuit. */
  failureThreshold: number
  /** How long it stays open before probes are let through. */
  openMs: number
  /** Successful probes that close it. */
  successThreshold: number
}
export const DEFAULT_CIRCUIT: CircuitConfig = { failureThreshold: 5, openMs: 60_000, successThreshold: 2 }

export const CIRCUIT_PHASES = ['closed', 'open', 'half-open'] as const
export type CircuitPhase = (typeof CIRCUIT_PHASES)[number]

export interface CircuitState {
  readonly phase: CircuitPhase
  /** Consecutive failures while closed. */
  readonly failures: number
  /** While open: when probes may begin. */
  readonly openUntilMs: number
  /** Successful probes while half-open. */
  readonly successes: number
  /** While half-open: when the permit of each probe under way lapses, for a holder that died. */
  readonly permits: readonly number[]
  readonly changedAtMs: number
}

export const CLOSED_CIRCUIT: CircuitState = Object.freeze({
  phase: 'closed',
  failures: 0,
  openUntilMs: 0,
  successes: 0,
  permits: Object.freeze([]),
  changedAtMs: 0,
})

/** The phase that holds now: an open circuit whose time is over is half-open, without anybody having to say so. */
export function phaseAt(state: CircuitState, nowMs: number): CircuitPhase {
  return state.phase === 'open' && nowMs >= state.openUntilMs ? 'half-open' : state.phase
}

/** Whether a half-open circuit would let one more probe through: as many at once as successes are still missing. */
export function hasPermit(state: CircuitState, config: CircuitConfig, nowMs: number): boolean {
  const underWay = state.permits.filter((untilMs) => untilMs > nowMs).length
  return underWay < Math.max(1, config.successThreshold - state.successes)
}

/** Take the permit for one probe.
 * @param leaseMs when it lapses if nobody gives it back
 * @returns null when the circuit is not half-open now, or every permit is taken */
export function takePermit(
  state: CircuitState,
  config: CircuitConfig,
  nowMs: number,
  leaseMs: number,
): CircuitState | null {
  if (phaseAt(state, nowMs) !== 'half-open' || !hasPermit(state, config, nowMs)) return null
  const permits = [...state.permits.filter((untilMs) => untilMs > nowMs), nowMs + leaseMs]
  if (state.phase === 'half-open') return { ...state, permits }
  return { phase: 'half-open', failures: 0, openUntilMs: 0, successes: 0, permits, changedAtMs: nowMs }
}

/** How a call ended, as far as the breaker is concerned. `neutral`: it says nothing about the provider (the client's fault,
 * or the client left); it only gives a permit back. */
export type CircuitOutcome = 'success' | 'failure' | 'neutral'

/** The state after a call has ended. The same object when nothing changes, so that a store need not write.
 * @param probe the call held a permit; without one it says nothing to a circuit that is no longer closed */
export function recordOutcome(
  state: CircuitState,
  config: CircuitConfig,
  call: { outcome: CircuitOutcome; probe: boolean; nowMs: number },
): CircuitState {
  if (state.phase === 'closed') return recordClosed(state, config, call.outcome, call.nowMs)
  if (state.phase === 'open' || !call.probe) return state
  const permits = giveBack(state.permits)
  if (call.outcome === 'neutral') return { ...state, permits }
  if (call.outcome === 'failure') return openCircuit(config, call.nowMs)
  const successes = state.successes + 1
  if (successes >= config.successThreshold) return { ...CLOSED_CIRCUIT, changedAtMs: call.nowMs }
  return { ...state, successes, permits }
}

/** Without the permit that lapses first, whoever held it: those that are left last at least as long as the probes that are
 * still under way, so there are never more of these than permits. */
function giveBack(permits: readonly number[]): number[] {
  const first = permits.indexOf(Math.min(...permits))
  return permits.filter((_, i) => i !== first)
}

function recordClosed(
  state: CircuitState,
  config: CircuitConfig,
  outcome: CircuitOutcome,
  nowMs: number,
): CircuitState {
  if (outcome === 'neutral') return state
  if (outcome === 'success') return state.failures === 0 ? state : { ...state, failures: 0 }
  const failures = state.failures + 1
  return failures >= config.failureThreshold ? openCircuit(config, nowMs) : { ...state, failures }
}

const openCircuit = (config: CircuitConfig, nowMs: number): CircuitState => ({
  phase: 'open',
  failures: 0,
  openUntilMs: nowMs + config.openMs,
  successes: 0,
  permits: [],
  changedAtMs: nowMs,
})
