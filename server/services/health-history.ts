import { healthEventsOf } from '#server/domain/health-history'
import type { HealthHistoryEntry } from '#server/domain/health-history'
import type { Logger } from '#server/platform/logger'
import type { HealthBoard } from '#server/stores/health-board'
import type { ProviderHealthStore } from '#server/stores/interfaces'

/** Writes the history of the providers' health (FR-017). Nobody waits for it, the data plane least of all. */
export interface HealthHistory {
  /** For `HealthBoard.onTransition`. Never throws. */
  note(transition: Parameters<Parameters<HealthBoard['onTransition']>[0]>[0]): void
  add(entry: HealthHistoryEntry): void
  /** Resolves when everything that was added before is written or given up. */
  flush(): Promise<void>
}

/** Entries that may wait while the database is away; the oldest go first. */
const MAX_PENDING = 1_000

export function createHealthHistory(options: {
  providerHealth: Pick<ProviderHealthStore, 'record'>
  nowMs: () => number
  log: Pick<Logger, 'warn'>
}): HealthHistory {
  const { providerHealth, nowMs, log } = options
  let pending: HealthHistoryEntry[] = []
  let writing: Promise<void> | null = null
  let failing = false

  const write = async (): Promise<void> => {
    while (pending.length > 0) {
      const batch = pending
      pending = []
      try {
        await providerHealth.record(batch)
        failing = false
      } catch (error) {
        // Once an outage.
        if (!failing) log.warn({ err: error }, 'the history of provider health cannot be written')
        failing = true
        // They go with the next entry; to try again at once would keep a database busy that is in trouble.
        pending = [...batch, ...pending].slice(-MAX_PENDING)
        return
      }
    }
  }
  const flush = (): Promise<void> =>
    (writing ??= write().finally(() => {
      writing = null
    }))
  const add = (entry: HealthHistoryEntry): void => {
    pending.push(entry)
    if (pending.length > MAX_PENDING) pending.shift()
    void flush()
  }

  return {
    note(transition) {
      for (const entry of healthEventsOf(transition, nowMs())) add(entry)
    },
    add,
    flush,
  }
}
