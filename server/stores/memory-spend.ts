import type { Gauge, Subject } from '#server/domain/gauges'
import { counts, subjectName } from '#server/domain/gauges'
import { MemoryCounter } from './memory-counter'
import { createMemorySessions } from './memory-sessions'
import type { MemorySessions } from './memory-sessions'
import type {
  AbandonedRow,
  Claim,
  Lease,
  Order,
  Pending,
  Seed,
  Settlement,
  SpendState,
  Verdict,
} from './spend-state'

/** What keeps intents and rows over the end of the process. */
export interface SpendJournal {
  intend(requestId: string, row: string): void
  settle(requestId: string, row: string): void
  forget(requestIds: readonly string[]): void
  /** What an earlier process has left. */
  readonly abandoned: readonly AbandonedRow[]
  close(): Promise<void>
}

/** For a process whose intents are kept by somebody else. */
export const NO_JOURNAL: SpendJournal = {
  intend: () => undefined,
  settle: () => undefined,
  forget: () => undefined,
  abandoned: [],
  close: () => Promise.resolve(),
}

/** The spend of a hub that is one process: every answer is there at once. Also what an instance goes on with when Redis
 * is away, hence the ways to look into it. */
export interface MemorySpend extends SpendState {
  reserve(order: Order): Verdict
  release(requestId: string, subject: Subject): void
  settle(settlement: Settlement): boolean
  forget(requestIds: readonly string[]): void
  read(gauges: readonly Gauge[], nowMs: number): (number | null)[]
  pendingOf(subject: Subject): Pending
  seed(subject: Subject, seq: number, seeds: readonly Seed[]): boolean
  takeAbandoned(): AbandonedRow[]
  /** Take over what a request holds already, whatever the limits say. */
  hold(requestId: string, claims: readonly Claim[], nowMs: number): void
  /** Promised to requests under way, whether the gauge is seeded or not. */
  reservedOf(gauge: Gauge): number
  /** @see Pending.seq */
  seqOf(subject: Subject): number
}

interface Reservation {
  claims: Claim[]
  /** It has a row in the journal. */
  intended: boolean
}

interface PendingRow {
  startedAtMs: number
  nanoUsd: number
  subjects: readonly string[]
}

/** Settlements between two looks for counters that nobody needs any more. */
const PRUNE_EVERY = 10_000

/** @param options.sessions those that hold leases already */
export function createMemorySpend(options: {
  journal: SpendJournal
  sessions?: MemorySessions
}): MemorySpend {
  const { journal, sessions = createMemorySessions() } = options
  const spend = new Spend(journal, sessions)
  return {
    reserve: (order) => spend.reserve(order),
    release(requestId, subject) {
      spend.release(requestId, subject)
    },
    settle: (settlement) => spend.settle(settlement),
    forget(requestIds) {
      spend.forget(requestIds)
    },
    read: (gauges, nowMs) =>
      gauges.map((gauge) => (spend.isSeeded(gauge) ? spend.counterOf(gauge).used(nowMs) : null)),
    pendingOf: (subject) => spend.pendingOf(subject),
    seed: (subject, seq, seeds) => spend.seed(subject, seq, seeds),
    takeAbandoned: () => [...journal.abandoned],
    hold(requestId, claims, nowMs) {
      spend.hold(requestId, claims, nowMs)
    },
    reservedOf: (gauge) => spend.counterOf(gauge).reserved,
    seqOf: (subject) => spend.seqOf(subject),
    close: () => journal.close(),
  }
}

class Spend {
  readonly #counters = new Map<string, MemoryCounter>()
  readonly #reservations = new Map<string, Reservation>()
  readonly #pending = new Map<string, PendingRow>()
  /** Settlements of each subject. */
  readonly #seqs = new Map<string, number>()
  #settlements = 0

  constructor(
    private readonly journal: SpendJournal,
    private readonly sessions: MemorySessions,
  ) {}

  counterOf(gauge: Gauge): MemoryCounter {
    const known = this.#counters.get(gauge.id)
    if (known) return known
    const counter = new MemoryCounter(gauge)
    this.#counters.set(gauge.id, counter)
    return counter
  }

  /** It has seen every settlement of its subject. Requests of the last minute are not worth a look into the database. */
  isSeeded(gauge: Gauge): boolean {
    return gauge.unit === 'requests' || this.counterOf(gauge).seenSeq === this.#seqOf(gauge.owner)
  }

  reserve({ requestId, nowMs, claims, leases, intent }: Order): Verdict {
    const unseeded = claims.filter(({ gauge }) => !this.isSeeded(gauge))
    if (unseeded.length > 0) return { kind: 'unseeded', gauges: unseeded.map(({ gauge }) => gauge) }
    const refusal = this.#refusedClaim(claims, nowMs) ?? this.#refusedLease(leases, nowMs)
    if (refusal) return refusal
    for (const { pool, member, limit, ttlMs } of leases)
      this.sessions.admit(pool, member, { limit, ttlMs, nowMs })
    const reservation = this.hold(requestId, claims, nowMs)
    if (intent) {
      this.journal.intend(requestId, intent.row)
      reservation.intended = true
    }
    return { kind: 'reserved', used: claims.map(({ gauge }) => this.counterOf(gauge).used(nowMs)) }
  }

  hold(requestId: string, claims: readonly Claim[], nowMs: number): Reservation {
    const reservation = this.#reservations.get(requestId) ?? { claims: [], intended: false }
    this.#reservations.set(requestId, reservation)
    for (const claim of claims) {
      const { gauge, amount } = claim
      const counter = this.counterOf(gauge)
      if (gauge.unit === 'requests') counter.add(amount, nowMs)
      else {
        counter.reserved += amount
        reservation.claims.push(claim)
      }
    }
    return reservation
  }

  release(requestId: string, subject: Subject): void {
    const reservation = this.#reservations.get(requestId)
    if (!reservation) return
    const name = subjectName(subject)
    const isIts = ({ gauge }: Claim): boolean => gauge.owner === name
    this.#giveBack(reservation.claims.filter(isIts))
    reservation.claims = reservation.claims.filter((claim) => !isIts(claim))
  }

  settle({ requestId, startedAtMs, nanoUsd, subjects, gauges, dismiss, row }: Settlement): boolean {
    const reservation = this.#reservations.get(requestId)
    if (!reservation) return false
    this.#reservations.delete(requestId)
    this.#giveBack(reservation.claims)
    const names = subjects.map(subjectName)
    for (const gauge of gauges) {
      const seq = this.#seqOf(gauge.owner)
      const counter = this.#counters.get(gauge.id)
      if (counter?.seenSeq !== seq || !names.includes(gauge.owner)) continue
      if (counts(gauge, startedAtMs)) counter.add(nanoUsd, startedAtMs)
      counter.seenSeq = seq + 1
    }
    for (const name of names) this.#seqs.set(name, this.#seqOf(name) + 1)
    for (const { pool, member } of dismiss) this.sessions.dismiss(pool, member)
    if (row !== null && reservation.intended) {
      this.journal.settle(requestId, row)
      this.#pending.set(requestId, { startedAtMs, nanoUsd, subjects: names })
    }
    this.#settlements += 1
    if (this.#settlements % PRUNE_EVERY === 0) this.#prune(startedAtMs)
    return true
  }

  forget(requestIds: readonly string[]): void {
    for (const id of requestIds) this.#pending.delete(id)
    this.journal.forget(requestIds)
  }

  pendingOf(subject: Subject): Pending {
    const name = subjectName(subject)
    const rows = [...this.#pending].filter(([, { subjects }]) => subjects.includes(name))
    return {
      seq: this.seqOf(subject),
      rows: rows.map(([requestId, { startedAtMs, nanoUsd }]) => ({ requestId, startedAtMs, nanoUsd })),
    }
  }

  seed(subject: Subject, seq: number, seeds: readonly Seed[]): boolean {
    if (this.seqOf(subject) !== seq) return false
    for (const { gauge, spent } of seeds) if (!this.isSeeded(gauge)) this.counterOf(gauge).seed(spent, seq)
    return true
  }

  seqOf(subject: Subject): number {
    return this.#seqOf(subjectName(subject))
  }

  #seqOf(owner: string): number {
    return this.#seqs.get(owner) ?? 0
  }

  #giveBack(claims: readonly Claim[]): void {
    for (const { gauge, amount } of claims) this.counterOf(gauge).reserved -= amount
  }

  #refusedClaim(claims: readonly Claim[], nowMs: number): Verdict | null {
    for (const claim of claims) {
      const { gauge, amount } = claim
      const counter = this.counterOf(gauge)
      const used = counter.used(nowMs)
      if (used + amount <= gauge.limit && used < gauge.limit) continue
      const retryAtMs = counter.roomAtMs(gauge, amount, nowMs)
      return { kind: 'refused', refusal: { claim }, used, retryAtMs }
    }
    return null
  }

  #refusedLease(leases: readonly Lease[], nowMs: number): Verdict | null {
    for (const lease of leases) {
      const used = this.sessions.inTheWay(lease.pool, lease.member, { limit: lease.limit, nowMs })
      if (used !== null) return { kind: 'refused', refusal: { lease }, used, retryAtMs: null }
    }
    return null
  }

  #prune(nowMs: number): void {
    for (const [id, counter] of this.#counters) if (counter.isOver(nowMs)) this.#counters.delete(id)
  }
}
