import type { CircuitOutcome } from '#server/domain/circuit'
import { addCounts } from './memory-outcomes'
import type { OutcomeCount, SharedState } from './shared-state'

const MINUTE_MS = 60_000

/** Counts in memory how calls end, to be written together and not one by one. */
export interface OutcomeCounter {
  count(providerId: string, outcome: CircuitOutcome, nowMs: number, errorCode: string | null): void
  flush(): Promise<void>
}

export function createOutcomeCounter(state: Pick<SharedState, 'addOutcomes'>): OutcomeCounter {
  const counts = new Map<string, OutcomeCount>()
  return {
    count(providerId, outcome, nowMs, errorCode) {
      // It says nothing about the provider.
      if (outcome === 'neutral') return
      const minuteMs = nowMs - (nowMs % MINUTE_MS)
      const failed = outcome === 'failure'
      const one: OutcomeCount = {
        providerId,
        minuteMs,
        succeeded: failed ? 0 : 1,
        failed: failed ? 1 : 0,
        lastSuccessAtMs: failed ? null : nowMs,
        lastFailureAtMs: failed ? nowMs : null,
        lastError: failed ? errorCode : null,
      }
      const key = `${providerId}:${minuteMs}`
      const known = counts.get(key)
      counts.set(key, known ? addCounts(known, one) : one)
    },
    async flush() {
      if (counts.size === 0) return
      const all = [...counts.values()]
      counts.clear()
      await state.addOutcomes(all)
    },
  }
}
