import { HEALTHY } from '#server/domain/provider-health'
import type { ProviderHealth } from '#server/domain/provider-health'
import { withDeadline } from '#server/platform/redis'
import type { MemoryState } from './memory-state'
import { mergeHealth } from './merge-health'
import type { RemoteState } from './redis-remote'

/** What has changed in this instance's memory while Redis was away. */
export interface Learned {
  readonly providers: Set<string>
  /** Sessions, each with the provider that it was unbound from, if it was. */
  readonly sessions: Map<string, string | null>
  noteSession(sessionId: string, unboundFrom: string | null): void
}

/** More than that are left to selection, which gives a session the same provider anyway. */
const MAX_LEARNED_SESSIONS = 10_000

export function createLearned(): Learned {
  const sessions = new Map<string, string | null>()
  return {
    providers: new Set(),
    sessions,
    noteSession(sessionId, unboundFrom) {
      if (sessions.size < MAX_LEARNED_SESSIONS || sessions.has(sessionId))
        sessions.set(sessionId, unboundFrom ?? sessions.get(sessionId) ?? null)
    },
  }
}

export interface RestoreOptions {
  remote: RemoteState
  local: MemoryState
  learned: Learned
  nowMs: () => number
  /** Redis may have lost everything: it gets all that this instance remembers, not only what is new. */
  forgotten: boolean
}

/** Bring to Redis what it does not know. Requests go on meanwhile and may teach more, so until nothing is left.
 * @throws Error when Redis fails again; what was not brought is then brought the next time */
export async function restoreRedis(options: RestoreOptions): Promise<void> {
  const { remote, local, learned, forgotten } = options
  if (forgotten) {
    await inChunks([...local.health.keys()], (id) => restoreHealth(options, id, (shared) => shared))
    await inChunks([...local.bindings.sessionIds()], (id) => restoreSession(options, id))
  }
  while (learned.providers.size + learned.sessions.size > 0) {
    await inChunks([...learned.providers], async (id) => {
      learned.providers.delete(id)
      await restoreHealth(options, id, mergeHealth).catch((error: unknown) => {
        learned.providers.add(id)
        throw error
      })
    })
    await inChunks([...learned.sessions], async ([id, unboundFrom]) => {
      learned.sessions.delete(id)
      await restoreSession(options, id, unboundFrom).catch((error: unknown) => {
        learned.noteSession(id, unboundFrom)
        throw error
      })
    })
  }
  const counts = local.outcomes.take()
  try {
    await withDeadline(remote.outcomes.add(counts), RESTORE_DEADLINE_MS)
  } catch (error) {
    local.addOutcomes(counts)
    throw error
  }
}

/** @param merge what holds when Redis knows something of this provider, too */
async function restoreHealth(
  { remote, local }: RestoreOptions,
  providerId: string,
  merge: (shared: ProviderHealth, mine: ProviderHealth) => ProviderHealth,
): Promise<void> {
  const mine = local.health.get(providerId) ?? HEALTHY
  if (mine === HEALTHY) return
  await remote.health.update(providerId, (shared) => (shared === HEALTHY ? mine : merge(shared, mine)))
}

async function restoreSession(
  { remote, local, nowMs }: RestoreOptions,
  sessionId: string,
  unboundFrom: string | null = null,
): Promise<void> {
  if (unboundFrom !== null) await remote.bindings.unbind(sessionId, unboundFrom)
  const mine = local.bindings.get(sessionId)
  if (mine && mine.expiresAtMs > nowMs())
    await remote.bindings.restore(sessionId, mine.binding, mine.expiresAtMs - nowMs())
}

const CHUNK = 200
/** Nobody waits for this; it must only come to an end. */
const RESTORE_DEADLINE_MS = 1_000

/** A few at a time, so that neither Redis nor this process stalls. */
async function inChunks<T>(items: readonly T[], bring: (item: T) => Promise<void>): Promise<void> {
  for (let i = 0; i < items.length; i += CHUNK)
    await withDeadline(Promise.all(items.slice(i, i + CHUNK).map(bring)), RESTORE_DEADLINE_MS)
}
