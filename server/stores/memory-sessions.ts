import type { Admission } from './shared-state'

/** Who is in which pool, in this process. */
export interface MemorySessions {
  admit(pool: string, sessionId: string, admission: Admission): boolean
  /** @returns how many others are in when there is no room for this one, null when there is */
  inTheWay(pool: string, sessionId: string, admission: Pick<Admission, 'limit' | 'nowMs'>): number | null
  dismiss(pool: string, sessionId: string): void
}

export function createMemorySessions(): MemorySessions {
  /** Until when each session stays. */
  const pools = new Map<string, Map<string, number>>()

  const inTheWay: MemorySessions['inTheWay'] = (pool, sessionId, { limit, nowMs }) => {
    const sessions = pools.get(pool)
    if (!sessions) return limit > 0 ? null : 0
    for (const [id, untilMs] of sessions) if (untilMs <= nowMs) sessions.delete(id)
    if (sessions.size === 0) pools.delete(pool)
    return sessions.has(sessionId) || sessions.size < limit ? null : sessions.size
  }

  return {
    inTheWay,
    admit(pool, sessionId, admission) {
      if (inTheWay(pool, sessionId, admission) !== null) return false
      const sessions = pools.get(pool) ?? new Map<string, number>()
      sessions.set(sessionId, admission.nowMs + admission.ttlMs)
      pools.set(pool, sessions)
      return true
    },
    dismiss(pool, sessionId) {
      const sessions = pools.get(pool)
      sessions?.delete(sessionId)
      if (sessions?.size === 0) pools.delete(pool)
    },
  }
}
