import { join } from 'node:path'
import { PrismaLibSql } from '@prisma/adapter-libsql'
import type { Hub } from './start-hub'

export interface HeldJobs {
  /** They have ended, all together. */
  end(): Promise<void>
}

/** Jobs that another instance is at work on, for as long as a test wants it. */
export async function holdJobs(hub: Hub, count: number): Promise<HeldJobs> {
  const database = await new PrismaLibSql(
    { url: `file:${join(hub.dataDir, 'hub.db')}` },
    { timestampFormat: 'unixepoch-ms' },
  ).connect()
  const run = (sql: string) => database.executeRaw({ sql, args: [], argTypes: [] })
  await run('PRAGMA busy_timeout = 5000')
  const now = String(Date.now())
  // Nobody waits in vain for a sign of life of it.
  const alive = String(Date.now() + 3_600_000)
  const rows = Array.from(
    { length: count },
    (_, at) =>
      `('held-${String(at)}', 'logs.export', '{}', 'running', 'admin-token', 'another', ${now}, ${alive})`,
  )
  await run(
    `INSERT INTO "Job" (id, kind, input, status, actor, holder, createdAt, heartbeatAt) VALUES ${rows.join()}`,
  )
  return {
    async end() {
      await run(
        `UPDATE "Job" SET status = 'done', holder = NULL, finishedAt = ${String(Date.now())} WHERE holder = 'another'`,
      )
      await database.dispose()
    },
  }
}
