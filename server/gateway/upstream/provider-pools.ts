import { Pool } from 'undici'
import type { Dispatcher } from 'undici'
import { guardedConnect } from '#server/platform/egress-guard'

export interface ProviderPools {
  /** The keep-alive pool of a provider's origin, made on first use. */
  get(providerId: string, origin: string): Dispatcher
  /** Close the pools of providers that are gone; requests in flight finish. */
  retain(providerIds: ReadonlySet<string>): void
  close(): Promise<void>
}

const CONNECT_TIMEOUT_MS = 10_000
const CONNECTIONS = 4_096

/** Each provider has its own pool: one that hangs cannot take the connections of another. Deadlines are the caller's, so
 * undici's own timers are off. */
export function createProviderPools(): ProviderPools {
  const pools = new Map<string, { origin: string; pool: Pool }>()

  function drop(providerId: string): Promise<void> {
    const entry = pools.get(providerId)
    pools.delete(providerId)
    return entry ? entry.pool.close() : Promise.resolve()
  }

  return {
    get(providerId, origin) {
      const entry = pools.get(providerId)
      if (entry?.origin === origin) return entry.pool
      if (entry) void drop(providerId)
      const pool = new Pool(origin, {
        connections: CONNECTIONS,
        pipelining: 1,
        headersTimeout: 0,
        bodyTimeout: 0,
        connect: guardedConnect({ timeoutMs: CONNECT_TIMEOUT_MS }),
      })
      pools.set(providerId, { origin, pool })
      return pool
    },
    retain(providerIds) {
      for (const id of pools.keys()) if (!providerIds.has(id)) void drop(id)
    },
    async close() {
      await Promise.all([...pools.values()].map(({ pool }) => pool.destroy()))
      pools.clear()
    },
  }
}
