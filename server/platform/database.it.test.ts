import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase, type Database } from './database'
import { databaseKind, openSql } from './database-adapter'
import { databasesUnderTest, type DatabaseFixture } from './database-fixtures'

const [sqlite] = databasesUnderTest(undefined)

describe('a SQLite connection', () => {
  let fixture: DatabaseFixture
  let database: Database

  beforeAll(async () => {
    if (!sqlite) throw new Error('SQLite is always under test')
    fixture = await sqlite.create()
    database = await openDatabase({ url: fixture.url })
    await database.client
      .$executeRaw`CREATE TABLE "ConfigState" ("id" INTEGER PRIMARY KEY, "version" INTEGER NOT NULL)`
  })
  afterAll(async () => {
    await database.close()
    await fixture.drop()
  })

  const pragma = async (name: string): Promise<unknown> => {
    const [row] = await database.client.$queryRawUnsafe<Record<string, unknown>[]>(`PRAGMA ${name}`)
    return Number(Object.values(row ?? {})[0])
  }
  const pragmas = async (): Promise<unknown[]> =>
    Promise.all(['busy_timeout', 'foreign_keys', 'synchronous'].map(pragma))

  it('keeps its settings after a transaction, a failed transaction and a rolled back one', async () => {
    const expected = [5_000, 1, 1]
    expect(await pragmas()).toEqual(expected)
    await database.client.$transaction([database.client.configState.create({ data: { id: 1, version: 1 } })])
    expect(await pragmas()).toEqual(expected)
    await expect(
      database.client.$transaction([
        database.client.configState.update({ where: { id: 1 }, data: { version: 2 } }),
        database.client.configState.create({ data: { id: 1, version: 3 } }),
      ]),
    ).rejects.toThrow()
    await expect(
      database.client.$transaction(async (transaction) => {
        await transaction.configState.update({ where: { id: 1 }, data: { version: 4 } })
        throw new Error('changed my mind')
      }),
    ).rejects.toThrow('changed my mind')
    expect(await pragmas()).toEqual(expected)
    expect(await database.client.configState.findMany()).toEqual([{ id: 1, version: 1 }])
  })

  it('keeps every one of many changes made at the same time', async () => {
    const increment = { where: { id: 1 }, data: { version: { increment: 1 } } }
    await Promise.all(
      Array.from({ length: 20 }, () =>
        database.client.$transaction(async (transaction) => transaction.configState.update(increment)),
      ),
    )
    expect(await database.client.configState.findMany()).toEqual([{ id: 1, version: 21 }])
  })

  it('waits for a writer in another connection instead of failing', async () => {
    const other = await openSql(fixture.url)
    const held = await other.startTransaction()
    await held.executeRaw({ sql: 'UPDATE "ConfigState" SET "version" = 50', args: [], argTypes: [] })
    // Reading goes on meanwhile: that is what WAL is for.
    expect(await database.client.configState.findMany()).toEqual([{ id: 1, version: 21 }])
    await held.commit()
    expect(await database.client.configState.findMany()).toEqual([{ id: 1, version: 50 }])
    await other.dispose()
  })
})

describe('databaseKind', () => {
  it('knows the drivers by the scheme, and never repeats a URL that it does not know', () => {
    expect(databaseKind('file:/data/hub.db')).toBe('sqlite')
    expect(databaseKind('postgres://u:p@h/d')).toBe('postgresql')
    expect(databaseKind('postgresql://u:p@h/d')).toBe('postgresql')
    expect(() => databaseKind('oracle://u:hunter2@h/d')).toThrow(/^(?!.*hunter2)/)
  })
})
