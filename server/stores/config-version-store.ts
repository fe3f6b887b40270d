import type { DatabaseClient } from '#server/platform/database'
import type { ConfigVersionStore } from './interfaces'
import { attempt } from './store-error'

export type TransactionClient = Parameters<Parameters<DatabaseClient['$transaction']>[0]>[0]

/** The table has this one row. */
const ROW = 1

export function createConfigVersionStore(client: DatabaseClient): ConfigVersionStore {
  return {
    current: () =>
      attempt(async () => (await client.configState.findUnique({ where: { id: ROW } }))?.version ?? 0),
  }
}

/** Do one administrative write, and let the version of the configuration grow in the same transaction: whoever sees the
 * new version sees the write. A write that found nothing to change (null, false) leaves the version alone. */
export function writeConfiguration<T>(
  client: DatabaseClient,
  write: (transaction: TransactionClient) => Promise<T>,
): Promise<T> {
  return attempt(() =>
    client.$transaction(async (transaction) => {
      const result = await write(transaction)
      if (result === null || result === false) return result
      // Last, because every writer locks this row.
      await transaction.configState.upsert({
        where: { id: ROW },
        create: { id: ROW, version: 1 },
        update: { version: { increment: 1 } },
      })
      return result
    }),
  )
}
