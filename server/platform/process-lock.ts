import { pathToFileURL } from 'node:url'
import { openSql } from './database-adapter'

/** Held until released or until the process ends, however it ends: the operating system frees it. */
export interface ProcessLock {
  release(): Promise<void>
}

const WAIT_MS = 500

export interface ProcessLockOptions {
  /** How long a process that is about to end may take to, milliseconds; 500 by default. */
  waitMs?: number
}

/** Take the one lock of a data directory. SQLite's own file lock does it: it works between containers that share a volume
 * and cannot go stale, as a file with a process id can.
 * @param file path of a small database file that nothing else uses
 * @throws Error when another process holds the lock */
export async function takeProcessLock(
  file: string,
  { waitMs = WAIT_MS }: ProcessLockOptions = {},
): Promise<ProcessLock> {
  const sql = await openSql(pathToFileURL(file).href)
  const run = (text: string) => sql.executeRaw({ sql: text, args: [], argTypes: [] })
  try {
    await sql.queryRaw({ sql: `PRAGMA busy_timeout = ${String(waitMs)}`, args: [], argTypes: [] })
    await run('BEGIN IMMEDIATE')
  } catch (cause) {
    await sql.dispose()
    throw new Error(
      'Another process is using this data directory. Stop it first, or set DATA_DIR to another one.',
      { cause },
    )
  }
  return {
    async release() {
      await run('ROLLBACK')
      await sql.dispose()
    },
  }
}
