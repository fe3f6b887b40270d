import type { Gauge, Subject } from '#server/domain/gauges'
import type { MaybePromise } from './shared-state'

/** What limits have been used up, and what is promised to requests under way (design.md §6 and §7). Two implementations,
 * held to one contract suite: in memory beside a journal file, and in Redis. Amounts are integers below 2^53, nano-USD or
 * requests; times are epoch milliseconds.
 *
 * A request's money goes through three hands, and is in exactly one at any time: `reserve` promises an amount, `settle`
 * replaces it by the real one and keeps the log row, `forget` leaves both to the database, once the row is durable there. */
export interface SpendState {
  /** One atomic step over all claims and leases: all of them, or none. When it has resolved to `reserved`, the intent
   * survives the end of this process. A second order for the same request adds to its first. */
  reserve(order: Order): MaybePromise<Verdict>
  /** Give back what a request has reserved of one subject: that provider did not serve it. */
  release(requestId: string, subject: Subject): MaybePromise<void>
  /** Exactly once for each request: whatever it had reserved is given back, what it cost is spent. The row may go to the
   * database when this has resolved, and not before: a gauge that is seeded in between would count it twice.
   * @returns false when it was settled before, or never let in */
  settle(settlement: Settlement): MaybePromise<boolean>
  /** These requests have their rows in the database. */
  forget(requestIds: readonly string[]): MaybePromise<void>
  /** Used and reserved, in the order of the gauges; null for one that has not been seeded. */
  read(gauges: readonly Gauge[], nowMs: number): MaybePromise<(number | null)[]>

  /** Requests of a subject that are settled and not forgotten, and a number that grows with each settlement of its. */
  pendingOf(subject: Subject): MaybePromise<Pending>
  /** Begin to count from what the database holds, unless somebody settled since `seq` was read.
   * @returns false when somebody did: look again */
  seed(subject: Subject, seq: number, seeds: readonly Seed[]): MaybePromise<boolean>

  /** Encoded log rows of requests whose process ended before they were forgotten: what was settled as it was settled, the
   * rest as their intents say. Each may be returned again until it is forgotten. */
  takeAbandoned(nowMs: number): MaybePromise<AbandonedRow[]>
  close(): Promise<void>
}

export interface Claim {
  gauge: Gauge
  amount: number
}

/** A place among the sessions of a subject (FR-012). */
export interface Lease {
  pool: string
  member: string
  limit: number
  /** How long it is held without coming again. */
  ttlMs: number
}

export interface Order {
  requestId: string
  nowMs: number
  claims: readonly Claim[]
  leases: readonly Lease[]
  /** The encoded log row that is written if nothing more is ever heard of the request; null in a second order. */
  intent: Intent | null
}

export interface Intent {
  row: string
  /** What that row bills, and to whom. */
  nanoUsd: number
  startedAtMs: number
  subjects: readonly Subject[]
}

export type Verdict =
  | {
      kind: 'reserved'
      /** Used and reserved, this request included, in the order of the claims. */
      used: readonly number[]
    }
  | {
      kind: 'refused'
      refusal: { claim: Claim } | { lease: Lease }
      /** Without this request. */
      used: number
      /** When enough will have become free by itself; null when that is not known. */
      retryAtMs: number | null
    }
  /** These gauges must be seeded first; nothing is reserved. */
  | { kind: 'unseeded'; gauges: readonly Gauge[] }
  /** What has been spent cannot be known at the moment, and the hub is set to refuse then; nothing is reserved. */
  | { kind: 'unavailable' }

export interface Settlement {
  requestId: string
  startedAtMs: number
  nanoUsd: number
  /** To whom it is billed. */
  subjects: readonly Subject[]
  /** The gauges of the subjects as they are now, whatever was claimed: a limit may be newer than the request. A gauge of
   * theirs that is not named here has missed something, and counts as unseeded from now on. */
  gauges: readonly Gauge[]
  /** Leases that end with the request. */
  dismiss: readonly Pick<Lease, 'pool' | 'member'>[]
  /** The encoded log row. Kept until it is forgotten; null when the request had no intent. */
  row: string | null
}

export interface Pending {
  seq: number
  rows: readonly { requestId: string; startedAtMs: number; nanoUsd: number }[]
}

/** What a gauge begins with: amounts, each at the moment at which it was spent. */
export interface Seed {
  gauge: Gauge
  spent: readonly { atMs: number; nanoUsd: number }[]
}

export interface AbandonedRow {
  requestId: string
  row: string
}
