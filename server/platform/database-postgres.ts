import { PrismaPg } from '@prisma/adapter-pg'
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import type { AdapterOptions } from './database-options'

export function createPostgresAdapterFactory(options: AdapterOptions): SqlMigrationAwareDriverAdapterFactory {
  return new PrismaPg(
    {
      connectionString: options.url,
      max: options.poolSize ?? 10,
      // A database that is away must be an error soon, not a wait without end.
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    },
    {
      // An idle connection that the server closes is replaced on the next query; unheard, the event would end the process.
      onPoolError: () => undefined,
      onConnectionError: () => undefined,
    },
  )
}
