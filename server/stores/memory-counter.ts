import { outdatedUpTo, roomAtMs } from '#server/domain/gauge-room'
import type { Gauge } from '#server/domain/gauges'
import { bucketOf } from '#server/domain/windows'
import type { Seed } from './spend-state'

/** The use of one gauge. */
export class MemoryCounter {
  reserved = 0
  /** Number of the subject's last settlement that is in here; null before it was seeded. */
  seenSeq: number | null = null
  /** Its limit may be another one by now. */
  readonly #gauge: Gauge
  #spent = 0
  /** By the begin of the bucket; for rolling windows only. */
  readonly #buckets: Map<number, number> | null
  /** Begin of the oldest of them: as a rule none is outdated. */
  #oldest = Infinity

  constructor(gauge: Gauge) {
    this.#gauge = gauge
    this.#buckets = gauge.rolling ? new Map() : null
  }

  add(amount: number, atMs: number): void {
    this.#spent += amount
    const { rolling } = this.#gauge
    if (!this.#buckets || !rolling) return
    const bucket = bucketOf(atMs, rolling)
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + amount)
    if (bucket < this.#oldest) this.#oldest = bucket
  }

  /** Begin again with what the database says. What is reserved stays. */
  seed(spent: Seed['spent'], seq: number): void {
    this.#spent = 0
    this.#buckets?.clear()
    this.#oldest = Infinity
    for (const { atMs, nanoUsd } of spent) this.add(nanoUsd, atMs)
    this.seenSeq = seq
  }

  /** Spent and reserved. */
  used(nowMs: number): number {
    this.#dropOutdated(nowMs)
    return this.#spent + this.reserved
  }

  /** @param gauge with its limit of now
   * @see roomAtMs */
  roomAtMs(gauge: Gauge, amount: number, nowMs: number): number | null {
    this.#dropOutdated(nowMs)
    return roomAtMs(gauge, { total: this.#spent, buckets: this.#buckets ?? [] }, amount)
  }

  /** Nobody will ask for it again. */
  isOver(nowMs: number): boolean {
    const { endMs, rolling } = this.#gauge
    if (this.reserved > 0) return false
    if (rolling) return this.used(nowMs) === 0
    return endMs !== null && endMs < nowMs - GRACE_MS
  }

  #dropOutdated(nowMs: number): void {
    const upTo = outdatedUpTo(this.#gauge, nowMs)
    if (!this.#buckets || upTo === null || this.#oldest > upTo) return
    this.#oldest = Infinity
    for (const [bucket, spent] of this.#buckets) {
      if (bucket > upTo) this.#oldest = Math.min(this.#oldest, bucket)
      else {
        this.#buckets.delete(bucket)
        this.#spent -= spent
      }
    }
  }
}

/** Requests that began in a window may be settled so long after its end. */
const GRACE_MS = 3_600_000
