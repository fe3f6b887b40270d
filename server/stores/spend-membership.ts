import type { Logger } from '#server/platform/logger'
import { withDeadline } from '#server/platform/redis'
import type { RedisLink } from '#server/platform/redis-link'
import type { OwnRequests } from './own-requests'
import type { RedisSpendMembers } from './redis-spend-members'

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

/** Requests that are told to Redis at once, and how long that may take; nobody waits for it. */
const CHUNK = 200
const CHUNK_DEADLINE_MS = 1_000
/** Requests go on meanwhile and leave more to tell; the last of it is told when Redis is used again already. */
const MAX_ROUNDS = 3
const RETRY_MS = 250

/** Join Redis whenever it comes back: tell it all that it may not know, and wait until the other instances have done so,
 * if it has lost something. */
export function createSpendMembership(options: SpendMembershipOptions): SpendMembership {
  const { link, members, own, beatMs, aliveMs, nowMs, onAlone, log } = options
  let shared = false
  let sharedSinceMs = Infinity
  let instances = 1
  let epoch: string | null = null
  let seenAtMs = -Infinity
  /** Joined, told, and settled in: Redis may be used as soon as the link says so. */
  let ready = false
  /** Counts the times that this instance began to join, or failed to. */
  let attempt = 0
  let settlingIn: NodeJS.Timeout | undefined

  const goAlone = (): void => {
    attempt += 1
    ready = false
    clearTimeout(settlingIn)
    if (!shared) return
    shared = false
    onAlone()
  }

  const tellOne = async (id: string): Promise<void> => {
    const request = own.get(id)
    // It may go on while this is on the way.
    const { outcome, durable } = { outcome: null, durable: false, ...request }
    try {
      await members.sync(id, request)
    } catch (error) {
      own.doubt(id)
      throw error
    }
    if (outcome) own.noteTold(id)
    if (durable) own.noteForgotten([id])
  }
  const tell = (ids: readonly string[]): Promise<unknown> => Promise.all(ids.map(tellOne))

  const tellAll = async (): Promise<void> => {
    for (let round = 0; round < MAX_ROUNDS && own.unsure > 0; round += 1)
      for (let left = own.unsure; left > 0; left -= CHUNK)
        await withDeadline(tell(own.takeUnsure(Math.min(CHUNK, left))), CHUNK_DEADLINE_MS)
  }

  const goShared = (): void => {
    if (!ready || shared || !link.usable) return
    shared = true
    sharedSinceMs = nowMs()
    // Sent before anything else is, on the one connection, and so done before.
    const rest = own.takeUnsure(Infinity)
    if (rest.length > 0) link.run(() => tell(rest)).catch(() => undefined)
  }

  const becomeReady = (asOf: number): void => {
    if (asOf !== attempt) return
    ready = true
    goShared()
  }

  const settleIn = (delayMs: number, asOf: number): void => {
    if (asOf !== attempt) return
    settlingIn = setTimeout(() => {
      tellAll().then(
        () => {
          becomeReady(asOf)
        },
        () => {
          settleIn(RETRY_MS, asOf)
        },
      )
    }, delayMs).unref()
  }

  link.beforeUse(async () => {
    goAlone()
    const asOf = attempt
    const sentAtMs = nowMs()
    const joined = await withDeadline(members.join(), CHUNK_DEADLINE_MS)
    if (joined.epoch !== epoch) own.doubtAll()
    if (sentAtMs - seenAtMs >= aliveMs) own.suspectAll()
    for (const id of joined.open) if (own.get(id)?.outcome !== null) own.doubt(id)
    seenAtMs = sentAtMs
    instances = joined.alive
    await tellAll()
    epoch = joined.epoch
    if (joined.settlingMs === 0) {
      becomeReady(asOf)
      return
    }
    log.info({ ms: joined.settlingMs }, 'Redis is new, the instances tell it what they know')
    settleIn(joined.settlingMs, asOf)
  })
  const stopListening = link.onUsableChange((usable) => {
    if (usable) goShared()
    else goAlone()
  })

  const beat = setInterval(() => {
    if (!link.usable) return
    const sentAtMs = nowMs()
    link
      .run(() => members.beat())
      .then(
        (alive) => {
          instances = alive
          seenAtMs = sentAtMs
        },
        () => undefined,
      )
  }, beatMs).unref()

  return {
    get shared() {
      return shared
    },
    get sharedSinceMs() {
      return sharedSinceMs
    },
    get instances() {
      return instances
    },
    async close() {
      clearInterval(beat)
      stopListening()
      clearTimeout(settlingIn)
      // The others need not wait until the last sign of life is old.
      if (shared) await link.run(() => members.leave()).catch(() => undefined)
      shared = false
    },
  }
}
