import type { Gauge, Subject } from '#server/domain/gauges'
import { createMemorySessions } from './memory-sessions'
import { createMemorySpend, NO_JOURNAL } from './memory-spend'
import type { MemorySpend } from './memory-spend'
import type { OwnRequest } from './own-requests'
import type { Claim, Order, Seed, Settlement, Verdict } from './spend-state'

/** What an instance goes on with while Redis is away: counters of its own, which begin where Redis was when it was last
 * heard of, and a share of the room that was left, so that all instances together stay within a limit as well as they
 * can know. */
export interface LocalSpend {
  /** Redis goes.
   * @param open     what is under way in this instance
   * @param instances how many share the room that is left, at least 1 */
  begin(open: Iterable<OwnRequest>, instances: number): void
  /** What Redis says is used of gauges. */
  learn(gauges: readonly Gauge[], used: readonly (number | null)[]): void
  /** Who is in stays in when Redis goes. */
  admit(leases: Order['leases'], nowMs: number): void
  dismiss(leases: Settlement['dismiss']): void
  /** A request was let in by Redis at the last moment. */
  hold(order: Order): void
  reserve(order: Order): Verdict
  release(requestId: string, subject: Subject): void
  settle(settlement: Settlement): void
  read(gauges: readonly Gauge[], nowMs: number): (number | null)[]
  /** A number below zero, so that it is never taken for one of Redis' or of an earlier outage. */
  seqOf(subject: Subject): number
  seed(subject: Subject, seq: number, seeds: readonly Seed[], nowMs: number): boolean
}

/** Gauges that are remembered; those that were not used for longest go first. */
const REMEMBERED_GAUGES = 20_000
/** Settlements of one subject in one outage, far beyond what there can be. */
const OUTAGE = 1_000_000_000

export const createLocalSpend = (): LocalSpend => new Local()

class Local implements LocalSpend {
  readonly #lastUsed = new Map<string, number>()
  readonly #sessions = createMemorySessions()
  #memory = this.#newMemory()
  /** What was used of each gauge when this outage began for it. */
  readonly #bases = new Map<string, number>()
  #instances = 1
  #outages = 0

  begin(open: Iterable<OwnRequest>, instances: number): void {
    this.#memory = this.#newMemory()
    this.#bases.clear()
    this.#instances = Math.max(1, instances)
    this.#outages += 1
    for (const { requestId, claims } of open) this.#memory.hold(requestId, claims, 0)
  }

  learn(gauges: readonly Gauge[], used: readonly (number | null)[]): void {
    for (const [i, { id, unit }] of gauges.entries()) {
      const value = used[i] ?? null
      if (value === null || unit === 'requests') continue
      this.#lastUsed.delete(id)
      this.#lastUsed.set(id, value)
    }
    for (const id of this.#lastUsed.keys()) {
      if (this.#lastUsed.size <= REMEMBERED_GAUGES) return
      this.#lastUsed.delete(id)
    }
  }

  admit(leases: Order['leases'], nowMs: number): void {
    for (const { pool, member, ttlMs } of leases)
      this.#sessions.admit(pool, member, { limit: Infinity, ttlMs, nowMs })
  }

  dismiss(leases: Settlement['dismiss']): void {
    for (const { pool, member } of leases) this.#sessions.dismiss(pool, member)
  }

  hold({ requestId, claims, nowMs }: Order): void {
    this.#memory.hold(requestId, claims, nowMs)
  }

  reserve(order: Order): Verdict {
    for (const { gauge } of order.claims) this.#recall(gauge, order.nowMs)
    const claims = order.claims.map((claim): Claim => ({ ...claim, gauge: this.#shareOf(claim.gauge) }))
    const verdict = this.#memory.reserve({ ...order, claims, intent: null })
    // The caller knows the claims that it has made, with the limits of everybody.
    if (verdict.kind === 'refused' && 'claim' in verdict.refusal) {
      const claim = order.claims[claims.indexOf(verdict.refusal.claim)] ?? verdict.refusal.claim
      return { ...verdict, refusal: { claim } }
    }
    if (verdict.kind !== 'unseeded') return verdict
    const unseeded = new Set(verdict.gauges.map(({ id }) => id))
    const gauges = order.claims.map(({ gauge }) => gauge).filter(({ id }) => unseeded.has(id))
    return { kind: 'unseeded', gauges }
  }

  release(requestId: string, subject: Subject): void {
    this.#memory.release(requestId, subject)
  }

  settle(settlement: Settlement): void {
    const { gauges, startedAtMs } = settlement
    for (const gauge of gauges) this.#recall(gauge, startedAtMs)
    this.#memory.settle(settlement)
  }

  read(gauges: readonly Gauge[], nowMs: number): (number | null)[] {
    for (const gauge of gauges) this.#recall(gauge, nowMs)
    return this.#memory.read(gauges, nowMs)
  }

  seqOf(subject: Subject): number {
    return -1 - this.#outages * OUTAGE - this.#memory.seqOf(subject)
  }

  seed(subject: Subject, seq: number, seeds: readonly Seed[], nowMs: number): boolean {
    if (seq !== this.seqOf(subject)) return false
    for (const seed of seeds) this.#seed(seed, nowMs)
    return true
  }

  #newMemory(): MemorySpend {
    return createMemorySpend({ journal: NO_JOURNAL, sessions: this.#sessions })
  }

  /** Begin where Redis was, once in an outage: later this instance knows more than Redis did. */
  #recall(gauge: Gauge, nowMs: number): void {
    const used = this.#lastUsed.get(gauge.id)
    if (used === undefined || this.#bases.has(gauge.id) || gauge.unit === 'requests') return
    // What this instance has under way is a part of that, and held already.
    const spent = Math.max(0, used - this.#memory.reservedOf(gauge))
    this.#seed({ gauge, spent: [{ atMs: nowMs, nanoUsd: spent }] }, nowMs)
  }

  #seed(seed: Seed, nowMs: number): void {
    const { gauge } = seed
    if (this.#memory.read([gauge], nowMs)[0] !== null) return
    const { subject } = gauge
    this.#memory.seed(subject, this.#memory.seqOf(subject), [seed])
    this.#bases.set(gauge.id, this.#memory.read([gauge], nowMs)[0] ?? 0)
  }

  /** The same gauge with the limit of this instance. */
  #shareOf(gauge: Gauge): Gauge {
    const { id, unit, limit } = gauge
    const base = this.#bases.get(id) ?? 0
    const share = Math.floor((limit - base) / this.#instances)
    // A request a minute for each instance, where the limit has room for any: limits shall hold, not stop the hub.
    return { ...gauge, limit: unit === 'requests' ? Math.min(limit, Math.max(1, share)) : base + share }
  }
}
