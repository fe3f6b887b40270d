import type { CircuitPhase } from './circuit'
import type { ProviderHealth } from './provider-health'

/** What the history of a provider's health tells (FR-017). */
export const HEALTH_EVENTS = [
  'opened',
  'half_opened',
  'closed',
  'cooldown',
  'quarantined',
  'quarantine_lifted',
  'model_cooldown',
  'reset',
  'test_passed',
  'test_failed',
] as const
export type HealthEventName = (typeof HEALTH_EVENTS)[number]

export interface HealthHistoryEntry {
  providerId: string
  event: HealthEventName
  /** The circuit afterwards. */
  state: CircuitPhase
  /** The kind of failure, the model, or what a test said; never a secret. */
  detail: string | null
  /** Of a test's call. */
  latencyMs: number | null
  atMs: number
}

/** The entries that one change of health makes: none when it changed nothing that an admin would look for.
 * @param change.reason kind of the failure, `reset` by an admin, or null */
export function healthEventsOf(
  change: { providerId: string; before: ProviderHealth; after: ProviderHealth; reason: string | null },
  nowMs: number,
): HealthHistoryEntry[] {
  const { providerId, before, after, reason } = change
  const state = after.circuit.phase
  const entry = (event: HealthEventName, detail = reason): HealthHistoryEntry => {
    return { providerId, event, state, detail, latencyMs: null, atMs: nowMs }
  }
  if (reason === 'reset') return [entry('reset', null)]
  const entries: HealthHistoryEntry[] = []
  if (before.circuit.phase !== state) entries.push(entry(PHASE_EVENT[state]))
  if (before.cooldownUntilMs <= nowMs && after.cooldownUntilMs > nowMs) entries.push(entry('cooldown'))
  const [was, is] = [quarantined(before, nowMs), quarantined(after, nowMs)]
  if (is !== null && is !== was) entries.push(entry('quarantined'))
  if (is === null && was !== null) entries.push(entry('quarantine_lifted', null))
  for (const [model, untilMs] of Object.entries(after.models))
    if (untilMs > nowMs && (before.models[model] ?? 0) <= nowMs) entries.push(entry('model_cooldown', model))
  return entries
}

const PHASE_EVENT: Record<CircuitPhase, HealthEventName> = {
  open: 'opened',
  'half-open': 'half_opened',
  closed: 'closed',
}

const quarantined = ({ quarantine }: ProviderHealth, nowMs: number): string | null =>
  quarantine !== null && quarantine.untilMs > nowMs ? quarantine.credential : null
