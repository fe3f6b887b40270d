import type { Logger } from '#server/platform/logger'
import { withDeadline } from '#server/platform/redis'
import type { RedisLink } from '#server/platform/redis-link'
import type { OwnRequests } from './own-requests'
import type { RedisSpendMembers } from './redis-spend-members'
import { tellAtOnce, tellRedis, TELLING_DEADLINE_MS } from './tell-redis'

/** Whether this instance counts in Redis, together with the others, or for itself. */
export interface SpendMembership {
  readonly shared: boolean
  /** Since when without a break, epoch milliseconds. */
  readonly sharedSinceMs: number
  /** Instances that were alive at the last beat, this one included. */
  readonly instances: number
  close(): Promise<void>
}

export interface SpendMembershipOptions {
  link: RedisLink
  members: RedisSpendMembers
  own: OwnRequests
  /** Between two signs of life, and for how long one is good. */
  beatMs: number
  aliveMs: number
  nowMs: () => number
  /** From now on this instance counts for itself. */
  onAlone: () => void
  log: Pick<Logger, 'info'>
}

const RETRY_MS = 250

/** Joins Redis whenever it comes back: tells it all that it may not know, and waits until the other instances have done so,
 * if it has lost something; for one that does not come, as long as it might still be alive. */
export const createSpendMembership = (options: SpendMembershipOptions): SpendMembership =>
  new Membership(options)

class Membership implements SpendMembership {
  shared = false
  sharedSinceMs = Infinity
  instances = 1
  /** Those of which this one has heard while Redis could be trusted. */
  #known: readonly string[] = []
  readonly #options: SpendMembershipOptions
  /** What this Redis is called, as long as it has lost nothing. */
  #epoch: string | null = null
  #seenAtMs = -Infinity
  /** Joined, told, and settled in: Redis may be used as soon as the link says so. */
  #ready = false
  /** Counts the times that this instance began to join, or failed to. */
  #attempt = 0
  #settlingIn: NodeJS.Timeout | undefined
  readonly #beat: NodeJS.Timeout
  readonly #stopListening: () => void

  constructor(options: SpendMembershipOptions) {
    this.#options = options
    const { link, beatMs } = options
    link.beforeUse(() => this.#join())
    this.#stopListening = link.onUsableChange((usable) => {
      if (usable) this.#goShared()
      else this.#goAlone()
    })
    this.#beat = setInterval(() => void this.#showLife(), beatMs).unref()
  }

  async close(): Promise<void> {
    const { link, members } = this.#options
    clearInterval(this.#beat)
    clearTimeout(this.#settlingIn)
    this.#stopListening()
    // The others need not wait until the last sign of life is old.
    if (this.shared) await link.run(() => members.leave()).catch(() => undefined)
    this.shared = false
  }

  #goAlone(): void {
    this.#attempt += 1
    this.#ready = false
    clearTimeout(this.#settlingIn)
    if (!this.shared) return
    this.shared = false
    this.#options.onAlone()
  }

  #goShared(): void {
    const { link, own, nowMs } = this.#options
    if (!this.#ready || this.shared || !link.usable) return
    this.shared = true
    this.sharedSinceMs = nowMs()
    // Sent before anything else is, over the one connection, and so done before.
    const rest = own.takeUnsure(Infinity)
    if (rest.length > 0) link.run(() => tellAtOnce(this.#options, rest)).catch(() => undefined)
  }

  async #join(): Promise<void> {
    const { members, own, aliveMs, nowMs, log } = this.#options
    this.#goAlone()
    const attempt = this.#attempt
    const sentAtMs = nowMs()
    const joined = await withDeadline(members.join(this.#known), TELLING_DEADLINE_MS)
    if (joined.epoch !== this.#epoch) own.doubtAll()
    if (sentAtMs - this.#seenAtMs >= aliveMs) own.suspectAll()
    for (const id of joined.open) if (own.get(id)?.outcome !== null) own.doubt(id)
    this.#seenAtMs = sentAtMs
    this.instances = joined.alive
    await tellRedis(this.#options)
    this.#epoch = joined.epoch
    this.#known = [...new Set([...this.#known, ...joined.instances])]
    if (joined.settlingMs === 0 && !joined.awaiting) {
      this.#becomeReady(attempt)
      return
    }
    log.info({ ms: joined.settlingMs }, 'Redis is new, all instances tell it what they know')
    this.#settleIn(joined.settlingMs, attempt)
  }

  #becomeReady(attempt: number): void {
    if (attempt !== this.#attempt) return
    this.#ready = true
    this.#goShared()
  }

  #settleIn(delayMs: number, attempt: number): void {
    if (attempt !== this.#attempt) return
    this.#settlingIn = setTimeout(() => {
      this.#hasSettledIn().then(
        (done) => {
          if (done) this.#becomeReady(attempt)
          else this.#settleIn(RETRY_MS, attempt)
        },
        () => {
          this.#settleIn(RETRY_MS, attempt)
        },
      )
    }, delayMs).unref()
  }

  async #hasSettledIn(): Promise<boolean> {
    const awaiting = await withDeadline(this.#options.members.isAwaiting(), TELLING_DEADLINE_MS)
    if (!awaiting) await tellRedis(this.#options)
    return !awaiting
  }

  async #showLife(): Promise<void> {
    const { link, members, nowMs } = this.#options
    if (!link.usable) return
    const sentAtMs = nowMs()
    try {
      const { alive, instances } = await link.run(() => members.beat())
      this.instances = alive
      if (this.shared) this.#known = instances
      this.#seenAtMs = sentAtMs
    } catch {
      // The link has noticed.
    }
  }
}
