import type { Attempt } from './attempt'
import type { AbortReason, Routed } from './exchange'
import type { StartedAttempt } from './hedged-attempt'

/** The calls of one request that may be under way, two of them when it is hedged, and whose answer goes to the client. */
export class AttemptsUnderWay {
  readonly #attempts: Attempt[] = []
  #answering: Routed | null = null

  /** Whose answer the client gets; null before anybody had something to say to it. */
  get answering(): Routed | null {
    return this.#answering
  }

  /** @param begin gets the question that an attempt asks once, before it says anything to the client: whether it may */
  start(routed: Routed, begin: (claim: () => boolean) => Attempt): StartedAttempt {
    const attempt = begin(() => this.#claim(routed))
    this.#attempts.push(attempt)
    // Chosen for a client that somebody else has begun to answer meanwhile.
    if (this.#answering && this.#answering !== routed) attempt.abort('lost_race')
    return { routed, attempt }
  }

  /** Those that have ended: none of them must take the place of the next one when the client leaves. */
  clear(): void {
    this.#attempts.length = 0
  }

  get drainedBytes(): number {
    return Math.max(0, ...this.#attempts.map(({ drainedBytes }) => drainedBytes))
  }

  drain(): void {
    for (const attempt of this.#attempts) attempt.drain()
  }

  abort(reason: AbortReason): void {
    for (const attempt of this.#attempts) attempt.abort(reason)
  }

  terminate(): void {
    for (const attempt of this.#attempts) attempt.terminate()
  }

  /** The attempt that answers, or the last one. */
  shown(): Attempt | undefined {
    return this.#attempts.find((attempt) => attempt.open) ?? this.#attempts.at(-1)
  }

  /** The first one to ask wins, and the others cost no more than they have until now. */
  #claim(routed: Routed): boolean {
    if (this.#answering) return this.#answering === routed
    this.#answering = routed
    for (const attempt of this.#attempts) if (attempt.routed !== routed) attempt.abort('lost_race')
    return true
  }
}
