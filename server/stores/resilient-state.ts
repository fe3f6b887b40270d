import type { RedisLink } from '#server/platform/redis-link'
import type { MemoryState } from './memory-state'
import type { RedisAnnouncements } from './redis-announcements'
import type { RemoteState } from './redis-remote'
import { createLearned, restoreRedis } from './restore-redis'
import type { Learned } from './restore-redis'
import type { MaybePromise, SharedState } from './shared-state'

export interface ResilientStateOptions {
  link: RedisLink
  remote: RemoteState
  announcements: RedisAnnouncements
  local: MemoryState
  nowMs: () => number
}

/** Redis while it answers, memory while it does not. Every answer of Redis is kept, so that memory goes on from the last
 * known values; what memory learns in the meantime is brought to Redis before Redis is asked again. */
export function createResilientState(options: ResilientStateOptions): SharedState {
  const { link, remote, announcements, local, nowMs } = options
  const learned = createLearned()
  link.beforeUse((forgotten) => restoreRedis({ remote, local, learned, nowMs, forgotten }))

  const parts: Parts = {
    remote,
    local,
    learned,
    ask: (work, { keep = (answer) => answer, standIn }) =>
      link.usable ? link.run(work).then(keep, standIn) : standIn(),
  }
  return {
    kind: 'redis',
    get degraded() {
      return !link.usable
    },
    onDegradedChange: (listener) =>
      link.onUsableChange((usable) => {
        listener(!usable)
      }),
    ...resilientHealth(parts),
    ...resilientBindings(parts),
    ...resilientSessions(parts),
    ...resilientLeases(parts),
    ...resilientOutcomes(parts),
    announce(topic, id) {
      announcements.announce(topic, id)
    },
    onAnnounce: (listener) => announcements.onAnnounce(listener),
    ask: (question, text, waitMs) => announcements.ask(question, text, waitMs),
    onAsk: (question, responder) => announcements.onAsk(question, responder),
    close() {
      announcements.close()
      link.close()
      return Promise.resolve()
    },
  }
}

interface Parts {
  remote: RemoteState
  local: MemoryState
  learned: Learned
  /** @param answers.keep    remembers Redis' answer
   *  @param answers.standIn answers in place of Redis */
  ask: <T>(
    work: () => Promise<T>,
    answers: { keep?: (answer: T) => T; standIn: (error?: unknown) => T },
  ) => MaybePromise<T>
}

const resilientHealth = ({
  remote,
  local,
  learned,
  ask,
}: Parts): Pick<SharedState, 'readHealth' | 'updateHealth'> => ({
  readHealth: (providerIds) =>
    ask(() => remote.health.read(providerIds), {
      keep(found) {
        for (const [id, health] of found) local.health.set(id, health)
        return found
      },
      standIn: () => local.readHealth(providerIds),
    }),
  updateHealth: (providerId, transition) =>
    ask(() => remote.health.update(providerId, transition), {
      keep(change) {
        local.health.set(providerId, change.after)
        return change
      },
      standIn() {
        const change = local.updateHealth(providerId, transition)
        if (change.after !== change.before) learned.providers.add(providerId)
        return change
      },
    }),
})

const resilientBindings = ({
  remote,
  local,
  learned,
  ask,
}: Parts): Pick<SharedState, 'readBinding' | 'peekBinding' | 'bind' | 'unbind'> => ({
  readBinding: (sessionId, ttlMs, nowMs) =>
    ask(() => remote.bindings.read(sessionId, ttlMs, nowMs), {
      keep(binding) {
        local.bindings.put(sessionId, binding, nowMs + ttlMs)
        return binding
      },
      standIn: () => local.readBinding(sessionId, ttlMs, nowMs),
    }),
  peekBinding: (sessionId, nowMs) =>
    ask(() => remote.bindings.peek(sessionId), {
      standIn: () => local.peekBinding(sessionId, nowMs),
    }),
  bind: (sessionId, proposal) =>
    ask(() => remote.bindings.bind(sessionId, proposal), {
      keep(binding) {
        local.bindings.put(sessionId, binding, proposal.nowMs + proposal.ttlMs)
        return binding
      },
      standIn() {
        learned.noteSession(sessionId, null)
        return local.bind(sessionId, proposal)
      },
    }),
  unbind(sessionId, providerId) {
    local.unbind(sessionId, providerId)
    return ask(() => remote.bindings.unbind(sessionId, providerId), {
      standIn() {
        learned.noteSession(sessionId, providerId)
      },
    })
  },
})

const resilientSessions = ({
  remote,
  local,
  ask,
}: Parts): Pick<SharedState, 'admitSession' | 'dismissSession'> => ({
  admitSession: (pool, sessionId, admission) =>
    ask(() => remote.sessions.admit(pool, sessionId, admission), {
      keep(isIn) {
        // So that whoever is in stays in when Redis goes.
        if (isIn) local.admitSession(pool, sessionId, { ...admission, limit: Infinity })
        return isIn
      },
      standIn: () => local.admitSession(pool, sessionId, admission),
    }),
  dismissSession(pool, sessionId) {
    local.dismissSession(pool, sessionId)
    return ask(() => remote.sessions.dismiss(pool, sessionId), { standIn: () => undefined })
  },
})

/** Nobody has one while Redis is away: two instances would. */
const resilientLeases = ({ remote, ask }: Parts): Pick<SharedState, 'claimLease' | 'releaseLease'> => ({
  claimLease: (name, claim) => ask(() => remote.leases.claim(name, claim), { standIn: () => false }),
  releaseLease: (name, holder) =>
    ask(() => remote.leases.release(name, holder), { standIn: () => undefined }),
})

const resilientOutcomes = ({
  remote,
  local,
  ask,
}: Parts): Pick<SharedState, 'addOutcomes' | 'readOutcomes'> => ({
  addOutcomes: (counts) =>
    ask(() => remote.outcomes.add(counts), {
      standIn() {
        local.addOutcomes(counts)
      },
    }),
  readOutcomes: (providerId, sinceMs) =>
    ask(() => remote.outcomes.read(providerId, sinceMs), {
      standIn: () => local.readOutcomes(providerId, sinceMs),
    }),
})
