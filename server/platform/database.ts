import type { PrismaClient } from '#prisma/generated/sqlite/client'
import { createAdapterFactory, databaseKind } from './database-adapter'
import type { AdapterOptions, DatabaseKind } from './database-options'

/** One client type for every database: all are generated from the same model text. */
export type DatabaseClient = PrismaClient

export interface Database {
  kind: DatabaseKind
  client: DatabaseClient
  close(): Promise<void>
}

/** Open a database with a Prisma client. The connection is made by the first query.
 * @throws Error when the URL's scheme is unknown */
export async function openDatabase(options: AdapterOptions): Promise<Database> {
  const kind = databaseKind(options.url)
  const adapter = await createAdapterFactory(options)
  const client = kind === 'sqlite' ? await sqliteClient(adapter) : await postgresClient(adapter)
  return { kind, client, close: () => client.$disconnect() }
}

type AdapterFactory = Awaited<ReturnType<typeof createAdapterFactory>>

async function sqliteClient(adapter: AdapterFactory): Promise<DatabaseClient> {
  const { PrismaClient } = await import('#prisma/generated/sqlite/client')
  return new PrismaClient({ adapter })
}

async function postgresClient(adapter: AdapterFactory): Promise<DatabaseClient> {
  const { PrismaClient } = await import('#prisma/generated/postgresql/client')
  // The two clients come from one model text and differ in what SQLite lacks (`mode: 'insensitive'`, …), so code that
  // keeps to the SQLite type is right on both. This is the one place that says so to the compiler.
  return new PrismaClient({ adapter }) as unknown as DatabaseClient
}
