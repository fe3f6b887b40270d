import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import type { AdapterOptions, DatabaseKind } from './database-options'

/** @throws Error when the scheme is none that the hub has a driver for; never repeats the URL, which holds a password */
export function databaseKind(url: string): DatabaseKind {
  if (url.startsWith('file:')) return 'sqlite'
  if (/^postgres(ql)?:\/\//.test(url)) return 'postgresql'
  throw new Error('DATABASE_URL must begin with file:, postgres:// or postgresql://')
}

/** The driver of a database as Prisma's adapter factory; serves Prisma's client, its schema engine and raw SQL alike.
 * Only the driver that the URL asks for is loaded, which keeps start-up and memory small. */
export async function createAdapterFactory(
  options: AdapterOptions,
): Promise<SqlMigrationAwareDriverAdapterFactory> {
  if (databaseKind(options.url) === 'sqlite') {
    const { createSqliteAdapterFactory } = await import('./database-sqlite')
    return createSqliteAdapterFactory(options.url)
  }
  const { createPostgresAdapterFactory } = await import('./database-postgres')
  return createPostgresAdapterFactory(options)
}

/** Open a database for raw SQL only: no Prisma client, no query compiler. One connection. */
export async function openSql(url: string): Promise<SqlDriverAdapter> {
  return (await createAdapterFactory({ url, poolSize: 1 })).connect()
}
