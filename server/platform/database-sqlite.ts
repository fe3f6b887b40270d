import { PrismaLibSql } from '@prisma/adapter-libsql'
import {
  DriverAdapterError,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils'

type Client = ReturnType<PrismaLibSql['createClient']>
type Transaction = Awaited<ReturnType<Client['transaction']>>

/** busy_timeout first: the change to WAL needs a lock that another process may hold.
 * WAL with synchronous=NORMAL keeps every commit through a crash of the process, without a sync for each.
 * @see https://www.sqlite.org/pragma.html#pragma_synchronous */
const PRAGMAS = [
  'PRAGMA busy_timeout = 5000',
  'PRAGMA journal_mode = WAL',
  'PRAGMA synchronous = NORMAL',
  // 16 MB instead of 4: a page that many batches change goes from the log into the database once, not once a batch.
  'PRAGMA wal_autocheckpoint = 4000',
  'PRAGMA foreign_keys = ON',
]

export function createSqliteAdapterFactory(url: string): SqlMigrationAwareDriverAdapterFactory {
  // Integers as bigint: the driver otherwise throws on a stored value beyond 2^53, which nano-USD can reach.
  const factory = new OneConnectionLibSql({ url, intMode: 'bigint' }, { timestampFormat: 'unixepoch-ms' })
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: () => open(() => factory.connect()),
    connectToShadowDb: () => open(() => factory.connectToShadowDb()),
  }
}

async function open(connect: () => Promise<SqlDriverAdapter>): Promise<SqlDriverAdapter> {
  const adapter = await connectOrSay(connect)
  for (const sql of PRAGMAS) await adapter.queryRaw({ sql, args: [], argTypes: [] })
  return adapter
}

/** The driver throws its own error for a file that it cannot open; Prisma understands this one. */
async function connectOrSay(connect: () => Promise<SqlDriverAdapter>): Promise<SqlDriverAdapter> {
  try {
    return await connect()
  } catch (error) {
    const originalMessage = error instanceof Error ? error.message : String(error)
    throw new DriverAdapterError({ kind: 'DatabaseNotReachable', originalMessage })
  }
}

/** libsql's client gives its connection away with `transaction()` and opens a new one for what follows: the new one has
 * lost every PRAGMA, and the old one is never closed. Here a transaction runs on the one connection there is, which is
 * safe because Prisma's adapter lets nothing else run until the transaction has ended. */
class OneConnectionLibSql extends PrismaLibSql {
  override createClient(config: Parameters<PrismaLibSql['createClient']>[0]): Client {
    const client = super.createClient(config)
    return Object.assign(client, { transaction: () => beginTransaction(client) })
  }
}

/** IMMEDIATE: a deferred transaction that reads first cannot wait for the write lock, it fails with SQLITE_BUSY. */
async function beginTransaction(client: Client): Promise<Transaction> {
  await client.execute('BEGIN IMMEDIATE')
  let closed = false
  const end = async (sql: 'COMMIT' | 'ROLLBACK'): Promise<void> => {
    closed = true
    await client.execute(sql)
  }
  const commit = async (): Promise<void> => {
    try {
      await end('COMMIT')
    } catch (error) {
      // A commit that fails (disk full) leaves the transaction open, and the connection must not stay in it.
      await end('ROLLBACK')
      throw error
    }
  }
  const unsupported = (): Promise<never> =>
    Promise.reject(new Error('one statement at a time in a transaction'))
  return {
    get closed() {
      return closed
    },
    execute: (statement) => client.execute(statement),
    // Prisma's adapter uses none of these two.
    batch: unsupported,
    executeMultiple: unsupported,
    commit,
    rollback: () => end('ROLLBACK'),
    close: () => {
      if (!closed) void end('ROLLBACK')
    },
  }
}
