import { createHash } from 'node:crypto'
import type { Redis } from 'ioredis'
import type { Admission } from './shared-state'

/** Who is in which pool: a sorted set, the time at which each leaves as its score. */
export interface RedisSessions {
  admit(pool: string, sessionId: string, admission: Admission): Promise<boolean>
  dismiss(pool: string, sessionId: string): Promise<void>
}

const poolKey = (pool: string): string => `cch:{sessions:${pool}}`
/** Clients choose session ids, so nothing of one is stored. */
export const memberOf = (sessionId: string): string =>
  createHash('sha256').update(sessionId).digest('base64url').slice(0, 22)

export function createRedisSessions(client: Redis): RedisSessions {
  return {
    async admit(pool, sessionId, { limit, ttlMs, nowMs }) {
      const args = [memberOf(sessionId), limit, ttlMs, nowMs]
      return (await client.admitSession1(poolKey(pool), ...args)) === 1
    },
    async dismiss(pool, sessionId) {
      await client.zrem(poolKey(pool), memberOf(sessionId))
    },
  }
}
