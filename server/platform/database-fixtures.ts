import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSql } from './database-adapter'
import type { DatabaseKind } from './database-options'

/** An empty database of its own for one test file. */
export interface DatabaseFixture {
  url: string
  drop(): Promise<void>
}

export interface DatabaseUnderTest {
  kind: DatabaseKind
  /** Name of the suite; says why it is skipped. */
  title: string
  skipped: boolean
  create(): Promise<DatabaseFixture>
}

/** The databases that a contract suite runs on: SQLite always, PostgreSQL when there is a server to ask.
 * @param postgresUrl a database whose role may create databases; undefined skips PostgreSQL */
export function databasesUnderTest(postgresUrl: string | undefined): DatabaseUnderTest[] {
  return [
    { kind: 'sqlite', title: 'sqlite', skipped: false, create: createSqlite },
    postgresUrl
      ? { kind: 'postgresql', title: 'postgresql', skipped: false, create: () => createPostgres(postgresUrl) }
      : {
          kind: 'postgresql',
          title: 'postgresql (skipped: TEST_DATABASE_URL is not set)',
          skipped: true,
          create: () => Promise.reject(new Error('TEST_DATABASE_URL is not set')),
        },
  ]
}

async function createSqlite(): Promise<DatabaseFixture> {
  const directory = await mkdtemp(join(tmpdir(), 'cch-database-'))
  return {
    url: `file:${join(directory, 'hub.db')}`,
    drop: () => rm(directory, { recursive: true, force: true }),
  }
}

async function createPostgres(serverUrl: string): Promise<DatabaseFixture> {
  const name = `cch_test_${randomBytes(6).toString('hex')}`
  await runOn(serverUrl, `CREATE DATABASE ${name}`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => runOn(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`) }
}

async function runOn(url: string, statement: string): Promise<void> {
  const sql = await openSql(url)
  await sql.executeRaw({ sql: statement, args: [], argTypes: [] }).finally(() => sql.dispose())
}
