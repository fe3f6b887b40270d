import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSqliteBackups } from './back-up-sqlite'
import { openSql } from './database-adapter'

const statement = (sql: string) => ({ sql, args: [], argTypes: [] })

let folder: string
let url: string
let nowMs = Date.parse('2026-03-01T12:00:00Z')
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cch-backup-'))
  url = pathToFileURL(join(folder, 'hub.db')).href
  const sql = await openSql(url)
  await sql.executeScript('CREATE TABLE "T" ("n" INTEGER); INSERT INTO "T" VALUES (1), (2), (3)')
  await sql.dispose()
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const open = (keep = 7) =>
  createSqliteBackups({ url, folder: join(folder, 'backups'), keep, nowMs: () => nowMs })

describe('copies of an embedded database', () => {
  it('hold what was in it, while somebody goes on writing', async () => {
    const writer = await openSql(url)
    const work = { goesOn: true }
    const writes = (async () => {
      while (work.goesOn) {
        await writer.executeRaw(statement('INSERT INTO "T" VALUES (9)'))
        // The driver works in this thread and would never let go of it.
        await setImmediate()
      }
    })()
    const { file, bytes } = await open().take()
    work.goesOn = false
    await writes
    await writer.dispose()
    expect(file).toBe(join(folder, 'backups', 'hub-20260301-120000.db'))
    expect(statSync(file)).toMatchObject({ size: bytes })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const copy = await openSql(pathToFileURL(file).href)
    const { rows } = await copy.queryRaw(statement('SELECT SUM("n" < 9), COUNT(*) >= 3 FROM "T"'))
    const check = await copy.queryRaw(statement('PRAGMA integrity_check'))
    await copy.dispose()
    expect(rows.map((row) => row.map(Number))).toEqual([[3, 1]])
    expect(check.rows).toEqual([['ok']])
  })

  it('are kept as many as asked, the newest', async () => {
    const backups = open(2)
    for (let times = 0; times < 4; times += 1) {
      nowMs += 1_000
      await backups.take()
    }
    expect(backups.list().map(({ file }) => file.slice(-9))).toEqual(['120004.db', '120003.db'])
    writeFileSync(join(folder, 'backups', 'mine.db'), 'x')
    expect(backups.list()).toHaveLength(2)
  })

  it('are one when they are asked for in the same second', async () => {
    const backups = open()
    const [first, second] = await Promise.all([backups.take(), backups.take()])
    expect(second).toEqual(first)
    expect(await backups.take()).toEqual(first)
    expect(backups.list()).toHaveLength(1)
  })

  it('leave nothing behind when they cannot be made', async () => {
    url = pathToFileURL(join(folder, 'nowhere', 'hub.db')).href
    await expect(open().take()).rejects.toThrow()
    expect(readdirSync(join(folder, 'backups'))).toEqual([])
  })
})
