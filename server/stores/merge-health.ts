import type { CircuitState } from '#server/domain/circuit'
import type { ProviderHealth } from '#server/domain/provider-health'

/** What the instances share and what one has learned while it was cut off, as one: the circuit that changed last, and the
 * longer one of each mark. Idempotent, so it does not matter if an event has reached both. */
export function mergeHealth(shared: ProviderHealth, learned: ProviderHealth): ProviderHealth {
  // A map, because clients choose the names and an object has some of its own.
  const models = new Map(Object.entries(shared.models))
  for (const [model, untilMs] of Object.entries(learned.models))
    models.set(model, Math.max(models.get(model) ?? 0, untilMs))
  return {
    circuit: laterCircuit(shared.circuit, learned.circuit),
    cooldownUntilMs: Math.max(shared.cooldownUntilMs, learned.cooldownUntilMs),
    quarantine:
      (learned.quarantine?.untilMs ?? 0) > (shared.quarantine?.untilMs ?? 0)
        ? learned.quarantine
        : shared.quarantine,
    models: Object.fromEntries(models),
  }
}

function laterCircuit(shared: CircuitState, learned: CircuitState): CircuitState {
  if (learned.changedAtMs !== shared.changedAtMs)
    return learned.changedAtMs > shared.changedAtMs ? learned : shared
  return learned.failures > shared.failures ? learned : shared
}
