import type { Redis } from 'ioredis'
import { createRedisBindings } from './redis-bindings'
import type { RedisBindings } from './redis-bindings'
import { createRedisHealth } from './redis-health'
import type { RedisHealth } from './redis-health'
import { createRedisLeases } from './redis-leases'
import type { RedisLeases } from './redis-leases'
import { createRedisOutcomes } from './redis-outcomes'
import type { RedisOutcomes } from './redis-outcomes'
import { createRedisSessions } from './redis-sessions'
import type { RedisSessions } from './redis-sessions'
import { defineScripts } from './redis-scripts'

/** The shared state as Redis holds it. Everything here rejects when Redis does not do its part, and waits as long as the
 * connection lives. */
export interface RemoteState {
  health: RedisHealth
  bindings: RedisBindings
  sessions: RedisSessions
  leases: RedisLeases
  outcomes: RedisOutcomes
}

export function createRemoteState(client: Redis, nowMs: () => number): RemoteState {
  defineScripts(client)
  return {
    health: createRedisHealth(client),
    bindings: createRedisBindings(client),
    sessions: createRedisSessions(client),
    leases: createRedisLeases(client),
    outcomes: createRedisOutcomes(client, nowMs),
  }
}
