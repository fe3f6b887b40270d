import { uuidv7 } from 'uuidv7'
import type { Provider } from '#server/domain/provider'
import { writeConfiguration, type TransactionClient } from './config-version-store'
import type { ProviderStore } from './interfaces'
import { toColumns, toPatchColumns, toProvider, toRuntime } from './provider-columns'
import { readPage } from './read-page'
import { LIVING, type Sealer, type StoreContext } from './store-context'
import { attempt } from './store-error'

export function createProviderStore({ client, sealer, now }: StoreContext): ProviderStore {
  return {
    list: (page) =>
      attempt(() =>
        readPage({
          page,
          read: ({ take, beforeId }) =>
            client.provider.findMany({
              where: { ...LIVING, ...(beforeId !== null && { id: { lt: beforeId } }) },
              orderBy: { id: 'desc' },
              take,
            }),
          toItem: (row) => toProvider(row, sealer),
        }),
      ),

    get: (id) => attempt(() => findProvider(client, id, sealer)),

    create: (input) =>
      writeConfiguration(client, async (transaction) => {
        const at = now()
        const data = { ...toColumns(input, sealer), id: uuidv7(), createdAt: at, updatedAt: at }
        return toProvider(await transaction.provider.create({ data }), sealer)
      }),

    update: (id, patch) =>
      writeConfiguration(client, async (transaction) => {
        const data = { ...toPatchColumns(patch, sealer), updatedAt: now() }
        await transaction.provider.updateMany({ where: { id, ...LIVING }, data })
        return findProvider(transaction, id, sealer)
      }),

    remove: (id) =>
      writeConfiguration(client, async (transaction) => {
        const data = { removedAt: now(), nameKey: null }
        const { count } = await transaction.provider.updateMany({ where: { id, ...LIVING }, data })
        return count > 0
      }),

    loadRuntime: () =>
      attempt(async () => {
        const rows = await client.provider.findMany({ where: LIVING, orderBy: { id: 'asc' } })
        return rows.map((row) => toRuntime(row, sealer))
      }),
  }
}

async function findProvider(client: TransactionClient, id: string, sealer: Sealer): Promise<Provider | null> {
  const row = await client.provider.findUnique({ where: { id, ...LIVING } })
  return row && toProvider(row, sealer)
}
