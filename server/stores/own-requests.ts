import type { Subject } from '#server/domain/gauges'
import { subjectName } from '#server/domain/gauges'
import type { Claim, Intent, Lease, Order, Pending, Settlement } from './spend-state'

/** A request of this instance, from its first order until the database has its row. */
export interface OwnRequest {
  readonly requestId: string
  /** What it holds in USD while it is open. */
  claims: readonly Claim[]
  leases: readonly HeldLease[]
  intent: Intent | null
  /** Null while it is open. */
  outcome: Outcome | null
  /** Redis has its settlement. */
  told: boolean
  /** Its row is in the database. */
  durable: boolean
  /** Another instance may have settled it, because this one was away for so long. */
  doubtful: boolean
}

export interface HeldLease extends Lease {
  untilMs: number
}

export type Outcome = Pick<Settlement, 'nanoUsd' | 'startedAtMs' | 'subjects' | 'dismiss' | 'row'>

/** What this instance would tell a Redis that has forgotten it, and what it has to tell Redis anyway. */
export class OwnRequests {
  readonly #requests = new Map<string, OwnRequest>()
  /** Requests of which Redis may know something else than this instance. */
  readonly #unsure = new Set<string>()

  get(requestId: string): OwnRequest | undefined {
    return this.#requests.get(requestId)
  }

  /** Those that are not settled. */
  *open(): Iterable<OwnRequest> {
    for (const request of this.#requests.values()) if (!request.outcome) yield request
  }

  hold({ requestId, nowMs, claims, leases, intent }: Order): OwnRequest {
    const request = this.#requests.get(requestId) ?? newRequest(requestId)
    this.#requests.set(requestId, request)
    const inUsd = claims.filter(({ gauge }) => gauge.unit === 'nanoUsd')
    if (inUsd.length > 0) request.claims = [...request.claims, ...inUsd]
    if (leases.length > 0)
      request.leases = [
        ...request.leases,
        ...leases.map((lease) => ({ ...lease, untilMs: nowMs + lease.ttlMs })),
      ]
    request.intent ??= intent
    return request
  }

  release(requestId: string, subject: Subject): void {
    const request = this.#requests.get(requestId)
    if (!request) return
    const name = subjectName(subject)
    request.claims = request.claims.filter(({ gauge }) => gauge.owner !== name)
  }

  /** @returns what there is to tell; null when it was settled before, or never let in */
  settle(settlement: Settlement): Settlement | null {
    const request = this.#requests.get(settlement.requestId)
    if (!request || request.outcome) return null
    const mine = { ...settlement, row: request.intent ? settlement.row : null }
    request.outcome = mine
    return mine
  }

  /** What another instance has left, and this one has taken over from Redis. */
  adopt(requestId: string, record: Intent): void {
    this.#requests.set(requestId, { ...settledAs(requestId, record), told: true })
  }

  /** What another instance has left on the disk of both: Redis may have forgotten it, or not know how it ended. */
  inherit(requestId: string, record: Intent): void {
    this.#requests.set(requestId, settledAs(requestId, record))
    this.#unsure.add(requestId)
  }

  /** Settled, and not in the database as far as is known. */
  waitingOf(subject: Subject): Pending['rows'] {
    const name = subjectName(subject)
    return [...this.#requests.values()].flatMap(({ requestId, durable, outcome }) => {
      if (!outcome || durable || outcome.row === null) return []
      const { startedAtMs, nanoUsd, subjects } = outcome
      return subjects.some((one) => subjectName(one) === name) ? [{ requestId, startedAtMs, nanoUsd }] : []
    })
  }

  /** Redis has its settlement. */
  noteTold(requestId: string): void {
    const request = this.#requests.get(requestId)
    if (!request?.outcome) return
    request.told = true
    if (request.outcome.row === null) this.#requests.delete(requestId)
  }

  /** Their rows are in the database. @returns those of this instance */
  noteDurable(requestIds: readonly string[]): { requestId: string; subjects: readonly Subject[] }[] {
    return requestIds.flatMap((requestId) => {
      const request = this.#requests.get(requestId)
      if (!request?.outcome) return []
      request.durable = true
      return [{ requestId, subjects: request.outcome.subjects }]
    })
  }

  /** Redis does not keep their rows any more. */
  noteForgotten(requestIds: readonly string[]): void {
    for (const id of requestIds) if (this.#requests.get(id)?.told) this.#requests.delete(id)
  }

  /** Redis may know something else of it. */
  doubt(requestId: string): void {
    this.#unsure.add(requestId)
  }

  /** Redis may have lost everything. */
  doubtAll(): void {
    for (const [id, request] of this.#requests) {
      request.told = false
      this.#unsure.add(id)
    }
  }

  /** Other instances may have taken over what is open. */
  suspectAll(): void {
    for (const request of this.open()) request.doubtful = true
  }

  get unsure(): number {
    return this.#unsure.size
  }

  /** Some of those of which Redis may know something else; whoever takes them tells Redis, or doubts them again. */
  takeUnsure(count: number): string[] {
    const ids: string[] = []
    for (const id of this.#unsure) {
      if (ids.length === count) break
      ids.push(id)
    }
    for (const id of ids) this.#unsure.delete(id)
    return ids
  }
}

const settledAs = (requestId: string, { nanoUsd, startedAtMs, subjects, row }: Intent): OwnRequest => ({
  ...newRequest(requestId),
  outcome: { nanoUsd, startedAtMs, subjects, row, dismiss: [] },
})

const newRequest = (requestId: string): OwnRequest => ({
  requestId,
  claims: [],
  leases: [],
  intent: null,
  outcome: null,
  told: false,
  durable: false,
  doubtful: false,
})
