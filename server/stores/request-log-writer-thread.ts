/** The thread that inserts request rows. Its own, because libsql runs SQLite in the calling thread: a batch on the main
 * thread would stall every stream. Holds a bare driver, no Prisma client. */
import { parentPort, workerData } from 'node:worker_threads'
import { isDriverAdapterError, type SqlDriverAdapter, type SqlQuery } from '@prisma/driver-adapter-utils'
import { databaseKind, openSql } from '#server/platform/database-adapter'
import { batchStatements } from './request-log-columns'
import type { WriterReply, WriterThreadData } from './request-log-writer'

const port = parentPort
if (!port) throw new Error('this module is the entry of a worker thread')
// Node types what the starter of a thread gives it as any; the writer gives it this.
const { url } = workerData as WriterThreadData
const { insert: insertRows, watermark, rollUp } = batchStatements(databaseKind(url))
let connection: Promise<SqlDriverAdapter> | undefined

/** A batch is a JSON array of rows; null ends the thread. */
port.on('message', (batch: string | null) => {
  if (batch === null) void dropConnection().then(() => port.close())
  else void insert(batch).then((reply) => port.postMessage(reply))
})

async function insert(batch: string): Promise<WriterReply> {
  try {
    const sql = await (connection ??= openSql(url))
    if (rollUp.length === 0) await sql.executeRaw(bound(insertRows, batch))
    else await insertInTransaction(sql, batch)
    return { outcome: 'durable' }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    if (isRefused(error)) return { outcome: 'refused', message }
    await dropConnection()
    return { outcome: 'unavailable', message }
  }
}

/** A refused batch leaves nothing behind, and the connection as it was. */
async function insertInTransaction(sql: SqlDriverAdapter, batch: string): Promise<void> {
  const transaction = await sql.startTransaction()
  try {
    const { rows } = await transaction.queryRaw({ sql: watermark, args: [], argTypes: [] })
    const inserted = await transaction.executeRaw(bound(insertRows, batch))
    for (const statement of inserted > 0 ? rollUp : [])
      await transaction.executeRaw(bound(statement, rows[0]?.[0]))
    await transaction.commit()
  } catch (error) {
    await transaction.rollback()
    throw error
  }
}

const bound = (sql: string, value: unknown): SqlQuery => ({
  sql,
  args: [value],
  argTypes: [{ scalarType: typeof value === 'string' ? 'string' : 'bigint', arity: 'scalar' }],
})

/** A file or a server that came back may need a new connection. */
async function dropConnection(): Promise<void> {
  const dropped = connection
  connection = undefined
  await dropped?.then((sql) => sql.dispose()).catch(() => undefined)
}

/** SQLite's primary result codes for a value that does not fit: too big, constraint, mismatch. */
const SQLITE_REFUSALS = new Set([18, 19, 20])

/** Whether the database said no to the data, so that the same batch would be refused for ever. */
function isRefused(error: unknown): boolean {
  if (!isDriverAdapterError(error)) return false
  const { cause } = error
  switch (cause.kind) {
    case 'postgres':
      // Class 22 is data exception, 23 integrity constraint violation.
      return /^2[23]/.test(cause.code)
    case 'sqlite':
      return SQLITE_REFUSALS.has(cause.extendedCode & 0xff)
    case 'NullConstraintViolation':
    case 'ValueOutOfRange':
    case 'InvalidInputValue':
    case 'LengthMismatch':
    case 'InconsistentColumnData':
      return true
    default:
      return false
  }
}
