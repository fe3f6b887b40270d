import { Pool } from 'undici'
import type { Dispatcher } from 'undici'
import type { RuntimeProvider } from '#server/domain/provider'
import type { Logger } from '#server/platform/logger'
import { outgoingConnect } from '#server/platform/proxy-connect'

type PooledProvider = Pick<RuntimeProvider, 'id' | 'proxyUrl' | 'proxyFallbackDirect'>

export interface ProviderPools {
  /** The keep-alive pool of a provider's origin behind its proxy, made on first use. When one of them changes a new pool
   * takes over, and the requests in flight finish in the old one. */
  get(provider: PooledProvider, origin: string): Dispatcher
  /** Close the pools of providers that are gone; requests in flight finish. */
  retain(providerIds: ReadonlySet<string>): void
  close(): Promise<void>
}

interface Entry {
  origin: string
  proxyUrl: string | null
  proxyFallbackDirect: boolean
  pool: Pool
}

const CONNECT_TIMEOUT_MS = 10_000
const CONNECTIONS = 4_096

/** Each provider has its own pool: one that hangs cannot take the connections of another. Deadlines are the caller's, so
 * undici's own timers are off. */
export function createProviderPools(options: { log?: Pick<Logger, 'warn'> } = {}): ProviderPools {
  const pools = new Map<string, Entry>()

  function drop(providerId: string): Promise<void> {
    const entry = pools.get(providerId)
    pools.delete(providerId)
    return entry ? entry.pool.close() : Promise.resolve()
  }

  function open({ id, proxyUrl, proxyFallbackDirect }: PooledProvider, origin: string): Pool {
    return new Pool(origin, {
      connections: CONNECTIONS,
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: outgoingConnect({
        proxyUrl,
        fallbackDirect: proxyFallbackDirect,
        timeoutMs: CONNECT_TIMEOUT_MS,
        onFallback: ({ reason, message }) =>
          options.log?.warn({ providerId: id, reason }, `a provider is called directly: ${message}`),
      }),
    })
  }

  return {
    get(provider, origin) {
      const { id, proxyUrl, proxyFallbackDirect } = provider
      const entry = pools.get(id)
      if (
        entry?.origin === origin &&
        entry.proxyUrl === proxyUrl &&
        entry.proxyFallbackDirect === proxyFallbackDirect
      )
        return entry.pool
      if (entry) void drop(id)
      const pool = open(provider, origin)
      pools.set(id, { origin, proxyUrl, proxyFallbackDirect, pool })
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
