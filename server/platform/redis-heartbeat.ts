import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import { RedisDeadlineError, withDeadline } from './redis'

export interface HeartbeatOptions {
  client: Redis
  deadlineMs: number
  beatMs: number
  /** Redis has done a write in time. The next beat waits for this. */
  onGood: (beat: GoodBeat) => Promise<void>
  onBad: (error: unknown) => void
}

export interface GoodBeat {
  /** Counts from 1 since the last failure. */
  inARow: number
  /** The beat before is not there any more: Redis has lost its data, or was away for long. True for the first one. */
  forgotten: boolean
}

/** A write by a script, since that is what the callers do: a replica, a full memory, a disk error (MISCONF), a long script
 * (BUSY) and missing rights all show. */
const BEAT = `
local known = redis.call('EXISTS', KEYS[1])
redis.call('SET', KEYS[1], '1', 'PX', 3600000)
return known`
/** A connection that has been silent so long is given up: after a network fault TCP alone would take minutes. */
const SILENCE_MS = 3_000

/** Ask Redis again and again whether it can be used. */
export function createRedisHeartbeat(options: HeartbeatOptions): { restart(): void; stop(): void } {
  const { client, deadlineMs, beatMs, onGood, onBad } = options
  const key = `cch:{beat:${randomUUID()}}`
  let inARow = 0
  let silentSinceMs: number | null = null
  let stopped = false
  let timer: NodeJS.Timeout | undefined

  const noteSilence = (error: unknown): void => {
    // An error reply is no silence.
    silentSinceMs = error instanceof RedisDeadlineError ? (silentSinceMs ?? performance.now()) : null
    if (silentSinceMs === null || performance.now() - silentSinceMs < SILENCE_MS) return
    silentSinceMs = null
    client.disconnect(true)
  }

  const beat = async (): Promise<void> => {
    try {
      const known = await withDeadline(client.eval(BEAT, 1, key), deadlineMs)
      silentSinceMs = null
      inARow += 1
      await onGood({ inARow, forgotten: known !== 1 })
    } catch (error) {
      inARow = 0
      noteSilence(error)
      onBad(error)
    }
  }

  const schedule = (delayMs: number): void => {
    clearTimeout(timer)
    if (stopped) return
    timer = setTimeout(() => {
      void beat().then(() => {
        schedule(beatMs)
      })
    }, delayMs).unref()
  }

  client.once('ready', () => {
    schedule(0)
  })
  schedule(beatMs)
  return {
    restart() {
      inARow = 0
    },
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
