/** Learns how long each provider takes to its first byte: the 95th percentile of its last calls through this process. */
export interface FirstByteTimes {
  note(providerId: string, ms: number): void
  /** Milliseconds; null until enough is known. */
  p95(providerId: string): number | null
}

const KEPT = 200
const ENOUGH = 20
const MAX_PROVIDERS = 1_000

export function createFirstByteTimes(): FirstByteTimes {
  const known = new Map<string, { times: number[]; next: number; p95: number | null }>()
  return {
    note(providerId, ms) {
      let entry = known.get(providerId)
      if (!entry) {
        if (known.size >= MAX_PROVIDERS) known.clear()
        entry = { times: [], next: 0, p95: null }
        known.set(providerId, entry)
      }
      entry.times[entry.next] = ms
      entry.next = (entry.next + 1) % KEPT
      entry.p95 = null
    },
    p95(providerId) {
      const entry = known.get(providerId)
      if (!entry || entry.times.length < ENOUGH) return null
      entry.p95 ??= percentile95(entry.times)
      return entry.p95
    },
  }
}

function percentile95(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b)
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0
}
