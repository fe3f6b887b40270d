import type { Clock } from '#server/platform/clock'
import type { Logger } from '#server/platform/logger'
import { createRedisLink } from '#server/platform/redis-link'
import type { RedisLink } from '#server/platform/redis-link'
import { createMemoryState } from './memory-state'
import { createRedisAnnouncements } from './redis-announcements'
import { createRemoteState } from './redis-remote'
import { createResilientState } from './resilient-state'
import type { SharedState } from './shared-state'

export interface RedisStateOptions {
  url: string
  /** The connection, if others use it as well; closed with the state. Its own one by default. */
  link?: RedisLink
  /** What one call of its own connection may wait for Redis; 25 ms by default, since a request may wait for two calls, and
   * for 50 ms. */
  deadlineMs?: number
  /** How long to wait for Redis before the first answers come from memory. */
  connectWaitMs?: number
  clock: Pick<Clock, 'nowMs'>
  log: Pick<Logger, 'info' | 'warn'>
}

/** Sessions whose binding this instance could go on with, and bring back, when Redis is away. */
const STAND_IN_BINDINGS = 10_000

/** The shared state of several processes. Usable at once, also when Redis is not.
 * @throws Error when the URL is not usable */
export async function openRedisState(options: RedisStateOptions): Promise<SharedState> {
  const { url, deadlineMs = 25, connectWaitMs = 1_000, clock, log } = options
  const nowMs = () => clock.nowMs()
  const { link = createRedisLink({ url, deadlineMs, log }) } = options
  const state = createResilientState({
    link,
    remote: createRemoteState(link.client, nowMs),
    announcements: createRedisAnnouncements({ url, link }),
    local: createMemoryState({ bindingCapacity: STAND_IN_BINDINGS }),
    nowMs,
  })
  await link.whenUsable(connectWaitMs)
  return state
}
