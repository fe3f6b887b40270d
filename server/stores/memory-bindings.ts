import type { BindProposal, SessionBinding } from './shared-state'

/** Sessions and their providers in this process: bounded, the one unused for longest goes first. */
export interface MemoryBindings {
  read(sessionId: string, ttlMs: number, nowMs: number): SessionBinding | null
  peek(sessionId: string, nowMs: number): SessionBinding | null
  bind(sessionId: string, proposal: BindProposal): SessionBinding
  unbind(sessionId: string, providerId: string): void
  /** Take over what is known from elsewhere; null: that there is none. */
  put(sessionId: string, binding: SessionBinding | null, expiresAtMs: number): void
  get(sessionId: string): { binding: SessionBinding; expiresAtMs: number } | undefined
  sessionIds(): Iterable<string>
}

export function createMemoryBindings(capacity: number): MemoryBindings {
  // Insertion order is the order of use, since every use inserts anew.
  const entries = new Map<string, { binding: SessionBinding; expiresAtMs: number }>()

  const put = (sessionId: string, binding: SessionBinding | null, expiresAtMs: number): void => {
    entries.delete(sessionId)
    if (binding === null) return
    entries.set(sessionId, { binding, expiresAtMs })
    if (entries.size <= capacity) return
    for (const oldest of entries.keys()) {
      entries.delete(oldest)
      return
    }
  }
  const find = (sessionId: string, nowMs: number): SessionBinding | null => {
    const entry = entries.get(sessionId)
    return entry !== undefined && nowMs < entry.expiresAtMs ? entry.binding : null
  }

  return {
    read(sessionId, ttlMs, nowMs) {
      const binding = find(sessionId, nowMs)
      put(sessionId, binding && { ...binding, lastUsedAtMs: nowMs }, nowMs + ttlMs)
      return binding
    },
    peek: find,
    bind(sessionId, { providerId, reason, from, ttlMs, nowMs }) {
      const current = find(sessionId, nowMs)
      const binding =
        current && current.providerId !== from
          ? { ...current, lastUsedAtMs: nowMs }
          : { providerId, reason, boundAtMs: nowMs, lastUsedAtMs: nowMs }
      put(sessionId, binding, nowMs + ttlMs)
      return binding
    },
    unbind(sessionId, providerId) {
      if (entries.get(sessionId)?.binding.providerId === providerId) entries.delete(sessionId)
    },
    put,
    get: (sessionId) => entries.get(sessionId),
    sessionIds: () => entries.keys(),
  }
}
