import { OUTCOMES_KEPT_MS } from './shared-state'
import type { OutcomeCount, OutcomeSeries } from './shared-state'

export interface MemoryOutcomes {
  add(counts: readonly OutcomeCount[]): void
  read(providerId: string, sinceMs: number): OutcomeSeries
  /** Everything, which is then forgotten. */
  take(): OutcomeCount[]
}

/** Outcome counts in this process: at most a day of minutes for each provider. */
export function createMemoryOutcomes(): MemoryOutcomes {
  // By provider, then by minute in the order of their first count.
  const providers = new Map<string, Map<number, OutcomeCount>>()

  const add = (count: OutcomeCount): void => {
    const minutes = providers.get(count.providerId) ?? new Map<number, OutcomeCount>()
    providers.set(count.providerId, minutes)
    const known = minutes.get(count.minuteMs)
    minutes.set(count.minuteMs, known ? addCounts(known, count) : count)
    for (const minuteMs of minutes.keys()) {
      if (minuteMs > count.minuteMs - OUTCOMES_KEPT_MS) return
      minutes.delete(minuteMs)
    }
  }

  return {
    add(counts) {
      for (const count of counts) add(count)
    },
    read(providerId, sinceMs) {
      const counts = [...(providers.get(providerId)?.values() ?? [])].sort((a, b) => a.minuteMs - b.minuteMs)
      const total = counts.reduce<OutcomeCount | undefined>(
        (sum, count) => sum && addCounts(sum, count),
        counts[0],
      )
      return {
        minutes: counts
          .filter(({ minuteMs }) => minuteMs >= sinceMs)
          .map(({ minuteMs, succeeded, failed }) => ({ minuteMs, succeeded, failed })),
        lastSuccessAtMs: total?.lastSuccessAtMs ?? null,
        lastFailureAtMs: total?.lastFailureAtMs ?? null,
        lastError: total?.lastError ?? null,
      }
    },
    take() {
      const all = [...providers.values()].flatMap((minutes) => [...minutes.values()])
      providers.clear()
      return all
    },
  }
}

/** Two counts of one provider as one. */
export function addCounts(a: OutcomeCount, b: OutcomeCount): OutcomeCount {
  const laterFailure = (b.lastFailureAtMs ?? 0) >= (a.lastFailureAtMs ?? 0) ? b : a
  return {
    providerId: a.providerId,
    minuteMs: a.minuteMs,
    succeeded: a.succeeded + b.succeeded,
    failed: a.failed + b.failed,
    lastSuccessAtMs: later(a.lastSuccessAtMs, b.lastSuccessAtMs),
    lastFailureAtMs: laterFailure.lastFailureAtMs,
    lastError: laterFailure.lastError,
  }
}

const later = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.max(a, b)
