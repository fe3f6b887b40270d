import type { Admission } from './shared-state'

/** Who is in which pool, in this process. */
export interface MemorySessions {
  admit(pool: string, sessionId: string, admission: Admission): boolean
  dismiss(pool: string, sessionId: string): void
}

export function createMemorySessions(): MemorySessions {
  /** Until when each session stays; at most as many as the pool's limit. */
  const pools = new Map<string, Map<string, number>>()
  return {
    admit(pool, sessionId, { limit, ttlMs, nowMs }) {
      const sessions = pools.get(pool) ?? new Map<string, number>()
      for (const [id, untilMs] of sessions) if (untilMs <= nowMs) sessions.delete(id)
      const isIn = sessions.has(sessionId) || sessions.size < limit
      if (isIn) sessions.set(sessionId, nowMs + ttlMs)
      if (sessions.size > 0) pools.set(pool, sessions)
      return isIn
    },
    dismiss(pool, sessionId) {
      const sessions = pools.get(pool)
      sessions?.delete(sessionId)
      if (sessions?.size === 0) pools.delete(pool)
    },
  }
}
