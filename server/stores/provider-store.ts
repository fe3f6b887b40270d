import { uuidv7 } from 'uuidv7'
import type { Provider } from '#server/domain/provider'
import {
  changeOne,
  writeConfiguration,
  writeOne,
  type AuditedChange,
  type Subject,
  type TransactionClient,
} from './config-version-store'
import type { ProviderPatch, ProviderStore } from './interfaces'
import { toColumns, toPatchColumns, toProvider, toRuntime } from './provider-columns'
import { readPage } from './read-page'
import { LIVING, type Sealer, type StoreContext } from './store-context'
import { attempt, StoreError } from './store-error'

/** Write-only fields. */
const SECRETS = ['credential', 'proxyUrl'] as const

export function createProviderStore(context: StoreContext): ProviderStore {
  const { client, sealer, now } = context
  const subject = (id: string | null, input?: ProviderPatch): Subject => ({
    type: 'provider',
    id,
    read: (transaction, found) => findProvider(transaction, found, sealer),
    secrets: SECRETS.filter((name) => input?.[name] !== undefined),
  })

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
      writeOne(context, subject(null, input), async (transaction) => {
        const at = now()
        const data = { ...toColumns(input, sealer), id: uuidv7(), createdAt: at, updatedAt: at }
        return toProvider(await transaction.provider.create({ data }), sealer)
      }),

    update: (id, { version, ...fields }) =>
      writeOne(context, { ...subject(id, fields), version }, async (transaction) => {
        const data = {
          ...toPatchColumns(fields, sealer),
          version: { increment: 1 },
          updatedAt: now(),
        }
        await transaction.provider.updateMany({ where: { id, ...LIVING }, data })
        return findProvider(transaction, id, sealer)
      }),

    updateMany: (changes) =>
      writeConfiguration(context, async (transaction) => {
        const at = now()
        const audit: AuditedChange[] = []
        const result: Provider[] = []
        // In order of id, so that two writers never wait for each other.
        for (const { id, version, ...fields } of [...changes].sort((a, b) => (a.id < b.id ? -1 : 1))) {
          const data = { ...toPatchColumns(fields, sealer), version: { increment: 1 }, updatedAt: at }
          const one = await changeOne(transaction, { ...subject(id, fields), version }, async () => {
            await transaction.provider.updateMany({ where: { id, ...LIVING }, data })
            return findProvider(transaction, id, sealer)
          })
          if (one.result === null) throw new StoreError('not_found', `there is no provider ${id}`)
          result.push(one.result)
          audit.push(...one.audit)
        }
        return { result, audit }
      }),

    remove: (id) =>
      writeOne(context, subject(id), async (transaction) => {
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
