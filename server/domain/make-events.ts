import type { HubEvent } from './events'
import { countedSince } from './gauges'
import type { Gauge, GaugeName } from './gauges'
import { formatUsd } from './money'
import type { ProviderHealth } from './provider-health'

interface HealthChange {
  providerId: string
  providerName: string
  before: ProviderHealth
  after: ProviderHealth
  /** Kind of the failure, `reset` by an admin, or null. */
  reason: string | null
}

const HOUR_MS = 3_600_000
/** A credential that is refused again and again is told of so often. */
const QUARANTINE_WINDOW_MS = 6 * HOUR_MS

/** What a change of a provider's health is worth telling. A probe that failed belongs to the outage that it looked at, and
 * what an admin reset needs not be told. */
export function healthAlertsOf(change: HealthChange, atMs: number): HubEvent[] {
  const { providerId, before, after } = change
  if (change.reason === 'reset') return []
  const facts = { provider: change.providerName, reason: change.reason ?? 'unknown' }
  const events: HubEvent[] = []
  const at = String(after.circuit.changedAtMs)
  if (before.circuit.phase === 'closed' && after.circuit.phase === 'open')
    events.push({ name: 'circuit.opened', dedupeKey: `circuit.opened:${providerId}:${at}`, facts, atMs })
  if (before.circuit.phase !== 'closed' && after.circuit.phase === 'closed')
    events.push({
      name: 'circuit.closed',
      dedupeKey: `circuit.closed:${providerId}:${at}`,
      facts: { provider: change.providerName },
      atMs,
    })
  const { quarantine } = after
  if (quarantine && quarantine.credential !== inForce(before, atMs))
    events.push({
      name: 'credential.quarantined',
      dedupeKey: `credential.quarantined:${providerId}:${quarantine.credential}:${windowOf(atMs, QUARANTINE_WINDOW_MS)}`,
      facts,
      atMs,
    })
  return events
}

const inForce = ({ quarantine }: ProviderHealth, atMs: number): string | null =>
  quarantine && quarantine.untilMs > atMs ? quarantine.credential : null

const windowOf = (atMs: number, lengthMs: number): string => String(Math.floor(atMs / lengthMs))

/** Shares of a limit that are told, in percent. */
export const BUDGET_STEPS = [80, 95, 100] as const
export type BudgetStep = (typeof BUDGET_STEPS)[number]

/** The highest step that has been reached.
 * @param refused requests were refused for want of room: with almost all of a limit spent it is used up, since what is left
 *   is less than a request may cost */
export function budgetStepOf(spent: bigint, limit: number, refused: boolean): BudgetStep | null {
  const share = (percent: number) => spent * 100n >= BigInt(limit) * BigInt(percent)
  if (share(100) || (refused && share(95))) return 100
  return share(95) ? 95 : share(80) ? 80 : null
}

/** Names a step of a limit in one window: a limit that was raised, and the next window, are told anew. */
export function budgetKeyOf(gauge: Gauge, step: BudgetStep, atMs: number): string {
  const period = gauge.rolling ? `/${windowOf(atMs, gauge.rolling.lengthMs)}` : ''
  return `budget.reached:${gauge.id}${period}/${String(gauge.limit)}:${String(step)}`
}

const WINDOWS: Record<Exclude<GaugeName, 'rpm'>, string> = {
  usd5h: 'in five hours',
  usdDay: 'in a day',
  usdWeek: 'in a week',
  usdMonth: 'in a month',
  usdTotal: 'in all',
}

export function budgetEvent(
  gauge: Gauge,
  reached: { step: BudgetStep; spent: bigint; subjectName: string; userId: string | null; atMs: number },
): HubEvent {
  const { step, atMs, userId } = reached
  const window = gauge.name === 'rpm' ? '' : WINDOWS[gauge.name]
  return {
    name: 'budget.reached',
    dedupeKey: budgetKeyOf(gauge, step, atMs),
    facts: {
      subject: reached.subjectName,
      percent: `${String(step)} %`,
      used: formatUsd(reached.spent),
      limit: formatUsd(BigInt(gauge.limit)),
      window,
      since: new Date(countedSince(gauge, atMs)).toISOString(),
    },
    atMs,
    ...(userId !== null && { userIds: [userId] }),
  }
}

/** What the hub cannot do without for long. */
export type HubPart = 'database' | 'Redis'

/** Instances that notice the same outage within so long of each other tell of it once. */
const OUTAGE_WINDOW_MS = 20_000

export const outageEvent = (part: HubPart, lost: boolean, instance: string, atMs: number): HubEvent => {
  const name = lost ? 'hub.degraded' : 'hub.recovered'
  const keyAt = (ms: number) => `${name}:${part}:${windowOf(ms, OUTAGE_WINDOW_MS)}`
  return {
    name,
    dedupeKey: keyAt(atMs),
    // The other instance may look when the next window has begun.
    nextDedupeKey: keyAt(atMs + OUTAGE_WINDOW_MS),
    facts: { part, instance },
    atMs,
  }
}

/** Once an hour while it lasts. */
export const syncFailedEvent = (reason: string, atMs: number): HubEvent => ({
  name: 'prices.sync_failed',
  dedupeKey: `prices.sync_failed:${windowOf(atMs, HOUR_MS)}`,
  facts: { reason },
  atMs,
})
