/** The thread that copies a SQLite database. Its own, because libsql runs SQLite in the calling thread, and to copy a large
 * one takes many seconds. */
import { parentPort, workerData } from 'node:worker_threads'
import { openSql } from './database-adapter'
import type { BackUpThreadData } from './back-up-sqlite'

// Node types what the starter of a thread gives it as any; back-up-sqlite gives it this.
const { url, file } = workerData as BackUpThreadData
const sql = await openSql(url)
try {
  // A consistent copy of one moment, without the free pages, while others go on writing.
  // https://www.sqlite.org/lang_vacuum.html#vacuuminto
  await sql.executeRaw({
    sql: 'VACUUM INTO ?',
    args: [file],
    argTypes: [{ scalarType: 'string', arity: 'scalar' }],
  })
} finally {
  await sql.dispose()
}
parentPort?.postMessage('done')
