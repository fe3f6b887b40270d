import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import { databaseKind, openSql } from './database-adapter'
import type { DatabaseKind } from './database-options'

export interface MigrateOptions {
  url: string
  /** The folder that holds one folder a database: `sqlite/`, `postgresql/`. */
  directory: string
  log: { info(fields: object, message: string): void; warn(fields: object, message: string): void }
}

interface Migration {
  name: string
  script: string
}

/** Bring a database to the newest migration. Idempotent; safe to run from any number of processes at once; each migration
 * is one transaction, so none is ever half done. Keeps Prisma's own record of it, so `prisma migrate` agrees.
 *
 * Does not use Prisma's schema engine, which costs a first boot 400 ms and 50 MB to run the same SQL without a transaction.
 * @returns the names of the migrations that this call applied
 * @throws Error when a migration fails, or when Prisma's tool left a failed one behind */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const kind = databaseKind(options.url)
  const available = await readMigrations(join(options.directory, kind))
  const sql = await openSql(options.url)
  try {
    const applied = await readApplied(kind, sql)
    warnOfUnknown(options, available, applied)
    const pending = available.filter((migration) => !applied.has(migration.name))
    const done: string[] = []
    for (const migration of pending) {
      if (await apply(kind, sql, migration)) done.push(migration.name)
    }
    if (done.length > 0) options.log.info({ migrations: done }, 'database migrated')
    return done
  } finally {
    await sql.dispose()
  }
}

async function readMigrations(directory: string): Promise<Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return Promise.all(
    names.sort().map(async (name) => ({
      name,
      script: await readFile(join(directory, name, 'migration.sql'), 'utf8'),
    })),
  )
}

async function readApplied(kind: DatabaseKind, sql: SqlDriverAdapter): Promise<Set<string>> {
  const query = (text: string) => sql.queryRaw({ sql: text, args: [], argTypes: [] })
  if ((await query(FIND_RECORDS[kind])).rows.length === 0) return new Set()
  const { rows } = await query(
    'SELECT migration_name, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  )
  const failed = rows.filter((row) => row[1] === null).map((row) => String(row[0]))
  if (failed.length > 0) {
    throw new Error(`migration ${failed.join(', ')} failed earlier: repair it and run prisma migrate resolve`)
  }
  return new Set(rows.map((row) => String(row[0])))
}

/** A newer hub migrated this database; an older one may go on, because migrations stay compatible with the image before. */
function warnOfUnknown(options: MigrateOptions, available: Migration[], applied: Set<string>): void {
  const known = new Set(available.map((migration) => migration.name))
  const unknown = [...applied].filter((name) => !known.has(name))
  if (unknown.length > 0) options.log.warn({ migrations: unknown }, 'the database is newer than this hub')
}

/** @returns false when another process applied it meanwhile */
async function apply(kind: DatabaseKind, sql: SqlDriverAdapter, migration: Migration): Promise<boolean> {
  try {
    await RUN_SCRIPT[kind](
      sql,
      `${CREATE_RECORDS[kind]};\n${recordOf(kind, migration)};\n${migration.script}`,
    )
    return true
  } catch (error) {
    if ((await readApplied(kind, sql)).has(migration.name)) return false
    throw new Error(`migration ${migration.name} failed, nothing of it was kept`, { cause: error })
  }
}

const RUN_SCRIPT: Record<DatabaseKind, (sql: SqlDriverAdapter, script: string) => Promise<unknown>> = {
  // Foreign keys are off while tables are made anew, as https://sqlite.org/lang_altertable.html#otheralter says; within a
  // transaction the pragma would do nothing. The driver rolls back a script that fails.
  sqlite: async (sql, script) => {
    await sql.executeScript('PRAGMA foreign_keys = OFF')
    await sql.executeScript(`BEGIN IMMEDIATE;\n${script};\nCOMMIT`)
  },
  // Several statements in one simple query are one transaction:
  // https://www.postgresql.org/docs/15/protocol-flow.html#PROTOCOL-FLOW-MULTI-STATEMENT
  postgresql: (sql, script) =>
    sql.executeRaw({
      sql: `SELECT pg_advisory_xact_lock(${ADVISORY_LOCK});\n${script}`,
      args: [],
      argTypes: [],
    }),
}

/** Any number that nothing else in the database locks: the bytes of "cchm". */
const ADVISORY_LOCK = 0x63_63_68_6d

const FIND_RECORDS: Record<DatabaseKind, string> = {
  sqlite: "SELECT 1 FROM sqlite_master WHERE name = '_prisma_migrations'",
  postgresql: "SELECT 1 WHERE to_regclass('_prisma_migrations') IS NOT NULL",
}

/** Prisma's own table, as its schema engine creates it. */
const CREATE_RECORDS: Record<DatabaseKind, string> = {
  sqlite: `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id" TEXT PRIMARY KEY NOT NULL, "checksum" TEXT NOT NULL, "finished_at" DATETIME, "migration_name" TEXT NOT NULL,
    "logs" TEXT, "rolled_back_at" DATETIME, "started_at" DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0)`,
  postgresql: `CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
    migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`,
}

const NOW: Record<DatabaseKind, string> = {
  sqlite: "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
  postgresql: 'now()',
}

/** Runs before the migration, with a primary key made of its name: whoever comes second fails here and changes nothing. */
function recordOf(kind: DatabaseKind, { name, script }: Migration): string {
  if (!/^\w+$/.test(name)) throw new Error(`${name} is no name of a migration`)
  const digest = createHash('sha256').update(name).digest('hex')
  const id = digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
  const checksum = createHash('sha256').update(script).digest('hex')
  return `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
    VALUES ('${id}', '${checksum}', '${name}', ${NOW[kind]}, ${NOW[kind]}, 1)`
}
