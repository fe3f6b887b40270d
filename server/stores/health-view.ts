import { HEALTHY } from '#server/domain/provider-health'
import type { ProviderHealth } from '#server/domain/provider-health'
import type { HealthChange, HealthTransition, MaybePromise, SharedState } from './shared-state'

/** This instance's copy of the health of the providers that it asks about. */
export interface HealthView {
  get(providerId: string): ProviderHealth
  /** Put it here before the shared state knows of it; an `update` must follow. */
  anticipate(providerId: string, health: ProviderHealth): void
  /** Change the shared state and then this copy. */
  update(providerId: string, transition: HealthTransition): MaybePromise<HealthChange>
  /** Look at the shared state: for one provider, if this copy has it, or for all. */
  refresh(providerId?: string): void
  /** Resolves when every update of before the call is done. */
  settled(): Promise<void>
}

interface Entry {
  health: ProviderHealth
  /** Updates under way. While there are any, this copy is ahead of what is read. */
  pending: number
  /** Grows with every update, so that a read that began before one is known to be old. */
  revision: number
  /** Refreshes of all since the last question. */
  idle: number
}

/** A provider that nobody asks about, a removed one for instance, is dropped after 10 minutes of polling. */
const MAX_IDLE = 1_200

export function createHealthView(state: Pick<SharedState, 'readHealth' | 'updateHealth'>): HealthView {
  const entries = new Map<string, Entry>()
  const updates = new Set<Promise<unknown>>()

  const read = (providerIds: readonly string[]): void => {
    const asked = providerIds.map((id) => ({ id, revision: entries.get(id)?.revision }))
    void whenDone(state.readHealth(providerIds), (found) => {
      for (const { id, revision } of asked) {
        const entry = entries.get(id)
        if (entry && entry.pending === 0 && entry.revision === revision)
          entry.health = found.get(id) ?? HEALTHY
      }
    })
  }

  const entryOf = (providerId: string): Entry => {
    const known = entries.get(providerId)
    if (known) return known
    const entry: Entry = { health: HEALTHY, pending: 0, revision: 0, idle: 0 }
    entries.set(providerId, entry)
    read([providerId])
    return entry
  }

  return {
    get(providerId) {
      const entry = entryOf(providerId)
      entry.idle = 0
      return entry.health
    },
    anticipate(providerId, health) {
      entryOf(providerId).health = health
    },
    update(providerId, transition) {
      const entry = entryOf(providerId)
      entry.pending += 1
      entry.revision += 1
      const change = whenDone(state.updateHealth(providerId, transition), (done) => {
        entry.pending -= 1
        if (entry.pending === 0) entry.health = done.after
        return done
      })
      if (change instanceof Promise) {
        updates.add(change)
        void change.then(() => updates.delete(change))
      }
      return change
    },
    refresh(providerId) {
      if (providerId !== undefined) {
        if (entries.has(providerId)) read([providerId])
        return
      }
      for (const [id, entry] of entries) if (++entry.idle > MAX_IDLE) entries.delete(id)
      read([...entries.keys()])
    },
    async settled() {
      await Promise.all(updates)
    },
  }
}

/** Without a turn of the event loop where there is nothing to wait for. */
export function whenDone<T, R>(value: MaybePromise<T>, use: (value: T) => R): MaybePromise<R> {
  return value instanceof Promise ? value.then(use) : use(value)
}
