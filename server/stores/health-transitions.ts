import type { ProviderHealth } from '#server/domain/provider-health'
import type { Logger } from '#server/platform/logger'
import type { HealthChange, SharedState } from './shared-state'

/** A change of health that is worth being told. */
export interface Transition extends HealthChange {
  providerId: string
  /** Error code of the call, 'reset', or null. */
  reason: string | null
}

export interface HealthTransitions {
  tell(providerId: string, change: HealthChange, cause: { nowMs: number; reason: string | null }): void
  /** @returns how to stop listening */
  listen(listener: (transition: Transition) => void): () => void
}

/** Tells of transitions: this instance's listeners all about it, the other instances that there was one. */
export function createHealthTransitions(options: {
  state: Pick<SharedState, 'announce'>
  log: Pick<Logger, 'error'>
}): HealthTransitions {
  const listeners = new Set<(transition: Transition) => void>()
  return {
    tell(providerId, { before, after }, { nowMs, reason }) {
      if (!isTransition(before, after, nowMs)) return
      options.state.announce('health', providerId)
      try {
        for (const listener of listeners) listener({ providerId, before, after, reason })
      } catch (error) {
        // The call that has ended must not pay for it.
        options.log.error({ err: error, providerId }, 'a health transition could not be told')
      }
    },
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Whether the circuit has another phase, or a mark is in force that was not, or the other way round. A mark that only
 * lasts longer is none: a hundred answers 429 at the same time are one event. */
function isTransition(before: ProviderHealth, after: ProviderHealth, nowMs: number): boolean {
  if (before === after) return false
  const marks = marksInForce(before, nowMs)
  return (
    before.circuit.phase !== after.circuit.phase || marksInForce(after, nowMs).join('\n') !== marks.join('\n')
  )
}

const marksInForce = (health: ProviderHealth, nowMs: number): string[] => [
  health.cooldownUntilMs > nowMs ? 'cooldown' : '',
  health.quarantine && health.quarantine.untilMs > nowMs ? health.quarantine.credential : '',
  ...Object.keys(health.models)
    .filter((model) => (health.models[model] ?? 0) > nowMs)
    .sort(),
]
