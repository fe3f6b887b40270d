import type { Redis } from 'ioredis'
import type { Logger } from './logger'
import { createRedisClient, withDeadline } from './redis'
import { createRedisHeartbeat } from './redis-heartbeat'
import type { GoodBeat } from './redis-heartbeat'

/** A connection to Redis that knows whether it can be relied on at the moment. */
export interface RedisLink {
  readonly client: Redis
  /** False from the first failure until Redis has shown that it is back. */
  readonly usable: boolean
  onUsableChange(listener: (usable: boolean) => void): () => void
  /** What must have succeeded before Redis is used again.
   * @param prepare told whether Redis may have lost what was written before */
  beforeUse(prepare: (forgotten: boolean) => Promise<void>): void
  /** One deadline over all that `work` does. Any failure means that Redis is away until it has shown otherwise, so that
   * nobody waits for the same failure twice.
   * @throws Error at once when Redis is not usable, after the deadline at the latest */
  run<T>(work: () => Promise<T>): Promise<T>
  /** Resolves as soon as Redis is usable, after `waitMs` at the latest; says whether it is. */
  whenUsable(waitMs: number): Promise<boolean>
  close(): void
}

export interface RedisLinkOptions {
  url: string
  /** A request may wait for two round trips one after the other, and for 50 ms. */
  deadlineMs?: number
  /** Between two looks at Redis. */
  beatMs?: number
  log: Pick<Logger, 'info' | 'warn'>
}

/** Good beats in a row that end an outage; the first connection of all needs one. */
const BEATS_TO_RETURN = 2

export function createRedisLink(options: RedisLinkOptions): RedisLink {
  const { deadlineMs = 25, beatMs = 250, log } = options
  const listeners = new Set<(usable: boolean) => void>()
  const preparations: ((forgotten: boolean) => Promise<void>)[] = []
  let trouble: string | null = null
  let phase: 'starting' | 'usable' | 'away' | 'closed' = 'starting'
  let failures = 0
  let forgotten = false

  const enter = (next: 'usable' | 'away' | 'closed'): void => {
    const changed = (phase === 'usable') !== (next === 'usable')
    phase = next
    if (changed) for (const listener of listeners) listener(next === 'usable')
  }

  const fail = (error: unknown): void => {
    failures += 1
    heartbeat.restart()
    if (phase === 'away' || phase === 'closed') return
    const reason = trouble ?? (error instanceof Error ? error.message : 'unknown')
    log.warn({ reason }, 'Redis cannot be used, this instance goes on with what it knows itself')
    enter('away')
  }

  const comeBack = async (beat: GoodBeat): Promise<void> => {
    forgotten ||= beat.forgotten
    if (phase === 'usable' && !forgotten) return
    if (phase === 'away' && beat.inARow < BEATS_TO_RETURN) return
    const failuresBefore = failures
    await Promise.all(preparations.map((prepare) => prepare(forgotten)))
    if (failures > failuresBefore) return
    if (phase === 'away') log.info({}, 'Redis can be used again')
    forgotten = false
    trouble = null
    enter('usable')
  }

  const client = createRedisClient({ url: options.url, onTrouble: (reason) => (trouble = reason) })
  const heartbeat = createRedisHeartbeat({ client, deadlineMs, beatMs, onGood: comeBack, onBad: fail })
  client.on('close', () => {
    fail(new Error('the connection broke'))
  })

  const link: RedisLink = {
    client,
    get usable() {
      return phase === 'usable'
    },
    onUsableChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    beforeUse(prepare) {
      preparations.push(prepare)
    },
    async run(work) {
      if (phase !== 'usable') throw new Error('Redis is not usable at the moment')
      try {
        return await withDeadline(work(), deadlineMs)
      } catch (error) {
        fail(error)
        throw error
      }
    },
    whenUsable: (waitMs) => waitUntilUsable(link, waitMs),
    close() {
      failures += 1
      heartbeat.stop()
      enter('closed')
      client.disconnect()
    },
  }
  return link
}

function waitUntilUsable(link: RedisLink, waitMs: number): Promise<boolean> {
  if (link.usable) return Promise.resolve(true)
  return new Promise((resolve) => {
    const end = () => {
      off()
      clearTimeout(timer)
      resolve(link.usable)
    }
    const off = link.onUsableChange(end)
    const timer = setTimeout(end, waitMs)
  })
}
