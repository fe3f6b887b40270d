import { CLOSED_CIRCUIT, hasPermit, phaseAt, recordOutcome } from './circuit'
import type { CircuitConfig, CircuitOutcome, CircuitState } from './circuit'

/** What all instances know of a provider's health: small, serialisable, changed only by the pure functions below. Times
 * are epoch milliseconds. */
export interface ProviderHealth {
  readonly circuit: CircuitState
  /** The upstream asked for a pause (429): nothing is sent before; 0 when there is none. */
  readonly cooldownUntilMs: number
  /** The upstream refused this credential (401, 403). Another credential, or the time, lifts it. */
  readonly quarantine: { readonly credential: string; readonly untilMs: number } | null
  /** Models that this provider says it does not have, and until when that is believed. The rest of it is untouched. */
  readonly models: Readonly<Record<string, number>>
}

export const HEALTHY: ProviderHealth = Object.freeze({
  circuit: CLOSED_CIRCUIT,
  cooldownUntilMs: 0,
  quarantine: null,
  models: Object.freeze({}),
})

/** Whether a provider may be called now. `probe`: only with a permit, to find out whether it is back. `sessions_full`: it
 * has as many sessions as it may (FR-012). `limit_reached`: requests a minute or money are used up (FR-011). */
export const AVAILABILITIES = [
  'ready',
  'probe',
  'circuit_open',
  'cooldown',
  'quarantined',
  'model_cooldown',
  'sessions_full',
  'limit_reached',
] as const
export type Availability = (typeof AVAILABILITIES)[number]
/** What health alone decides. */
export type HealthStatus = Exclude<Availability, 'sessions_full' | 'limit_reached'>

/** @param asked the served model, and the fingerprint of the provider's present credential */
export function availability(
  health: ProviderHealth,
  config: CircuitConfig,
  asked: { model: string | null; credential: string; nowMs: number },
): HealthStatus {
  const { nowMs } = asked
  if (health === HEALTHY) return 'ready'
  const { quarantine } = health
  if (quarantine && quarantine.credential === asked.credential && nowMs < quarantine.untilMs)
    return 'quarantined'
  if (nowMs < health.cooldownUntilMs) return 'cooldown'
  if (asked.model !== null && Object.hasOwn(health.models, asked.model)) {
    if (nowMs < (health.models[asked.model] ?? 0)) return 'model_cooldown'
  }
  const phase = phaseAt(health.circuit, nowMs)
  if (phase === 'closed') return 'ready'
  return phase === 'half-open' && hasPermit(health.circuit, config, nowMs) ? 'probe' : 'circuit_open'
}

/** What a call taught about its provider. */
export interface HealthEvent {
  readonly outcome: CircuitOutcome
  /** The call held a half-open permit. */
  readonly probe: boolean
  /** Apart from the breaker: what to leave alone, and until when. */
  readonly mark?:
    | { readonly kind: 'cooldown'; readonly untilMs: number }
    | { readonly kind: 'quarantine'; readonly credential: string; readonly untilMs: number }
    | { readonly kind: 'model_cooldown'; readonly model: string; readonly untilMs: number }
}

const MAX_MODELS = 50

/** The health after an event. The same object when nothing changes, so that the usual success writes nothing. */
export function applyHealthEvent(
  health: ProviderHealth,
  config: CircuitConfig,
  event: HealthEvent,
  nowMs: number,
): ProviderHealth {
  const { outcome, probe } = event
  const circuit = recordOutcome(health.circuit, config, { outcome, probe, nowMs })
  const marked = event.mark ? applyMark(health, event.mark, nowMs) : lift(health, outcome)
  if (marked === health && circuit === health.circuit) return health
  return { ...marked, circuit }
}

function applyMark(
  health: ProviderHealth,
  mark: NonNullable<HealthEvent['mark']>,
  nowMs: number,
): ProviderHealth {
  switch (mark.kind) {
    case 'cooldown':
      return mark.untilMs <= health.cooldownUntilMs ? health : { ...health, cooldownUntilMs: mark.untilMs }
    case 'quarantine':
      return { ...health, quarantine: { credential: mark.credential, untilMs: mark.untilMs } }
    case 'model_cooldown': {
      const current = Object.entries(health.models).filter(([, untilMs]) => untilMs > nowMs)
      const models = Object.fromEntries([...current, [mark.model, mark.untilMs] as const].slice(-MAX_MODELS))
      return { ...health, models }
    }
  }
}

/** A credential that works is no longer in quarantine. */
const lift = (health: ProviderHealth, outcome: CircuitOutcome): ProviderHealth =>
  outcome === 'success' && health.quarantine !== null ? { ...health, quarantine: null } : health
