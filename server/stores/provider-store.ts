import { uuidv7 } from 'uuidv7'
import { z } from 'zod'
import {
  dialectOf,
  PROVIDER_TYPES,
  REDIRECT_MATCHES,
  type ModelRedirect,
  type Provider,
  type RuntimeProvider,
} from '#server/domain/provider'
import type { Provider as ProviderRow } from '#prisma/generated/sqlite/client'
import { writeConfiguration, type TransactionClient } from './config-version-store'
import type { ProviderCreate, ProviderPatch, ProviderStore } from './interfaces'
import { parseColumns, stringList } from './parse-columns'
import { pickDefined } from './pick-defined'
import { readPage } from './read-page'
import { LIVING, nameKeyOf, type Sealer, type StoreContext } from './store-context'
import { attempt } from './store-error'

const checked = z.object({
  type: z.enum(PROVIDER_TYPES),
  groupTags: stringList,
  allowedModels: stringList,
  modelRedirects: z.array(z.object({ match: z.enum(REDIRECT_MATCHES), from: z.string(), to: z.string() })),
})

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
          toItem: toProvider,
        }),
      ),

    get: (id) => attempt(() => findProvider(client, id)),

    create: (input) =>
      writeConfiguration(client, async (transaction) => {
        const at = now()
        const data = { ...toColumns(input, sealer), id: uuidv7(), createdAt: at, updatedAt: at }
        return toProvider(await transaction.provider.create({ data }))
      }),

    update: (id, patch) =>
      writeConfiguration(client, async (transaction) => {
        const data = { ...toPatchColumns(patch, sealer), updatedAt: now() }
        await transaction.provider.updateMany({ where: { id, ...LIVING }, data })
        return findProvider(transaction, id)
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

async function findProvider(client: TransactionClient, id: string): Promise<Provider | null> {
  const row = await client.provider.findUnique({ where: { id, ...LIVING } })
  return row && toProvider(row)
}

function toColumns({ credential, timeouts, modelRedirects, ...fields }: ProviderCreate, sealer: Sealer) {
  return {
    ...fields,
    nameKey: nameKeyOf(fields.name),
    ...credentialColumns(credential, sealer),
    ...timeoutColumns(timeouts),
    modelRedirects: redirectColumn(modelRedirects),
  }
}

function toPatchColumns({ credential, timeouts, modelRedirects, ...fields }: ProviderPatch, sealer: Sealer) {
  return {
    ...pickDefined(fields),
    ...(fields.name !== undefined && { nameKey: nameKeyOf(fields.name) }),
    ...(credential !== undefined && credentialColumns(credential, sealer)),
    ...(timeouts && timeoutColumns(timeouts)),
    ...(modelRedirects && { modelRedirects: redirectColumn(modelRedirects) }),
  }
}

const timeoutColumns = (timeouts: Provider['timeouts']) => ({
  timeoutFirstByteMs: timeouts.firstByteMs,
  timeoutIdleMs: timeouts.idleMs,
  timeoutTotalMs: timeouts.totalMs,
})

/** Only what a redirect is made of: Prisma wants plain JSON, which an interface is not to the compiler. */
const redirectColumn = (rules: ModelRedirect[]) => rules.map(({ match, from, to }) => ({ match, from, to }))

/** The last four characters of something short would give away too much of it. */
const HINTABLE_LENGTH = 12

const credentialColumns = (credential: string, sealer: Sealer) => ({
  credentialSealed: sealer.seal(credential),
  credentialHint: credential.length >= HINTABLE_LENGTH ? credential.slice(-4) : '',
})

type SharedFields = Omit<RuntimeProvider, 'dialect' | 'credential'>

/** What both the administration and the data plane see. */
function toShared(row: ProviderRow): SharedFields {
  const { id, name, baseUrl, enabled, weight, priority, costMultiplier, codeAssistProject } = row
  const timeouts = {
    firstByteMs: row.timeoutFirstByteMs,
    idleMs: row.timeoutIdleMs,
    totalMs: row.timeoutTotalMs,
  }
  return {
    id,
    name,
    baseUrl,
    enabled,
    weight,
    priority,
    costMultiplier,
    codeAssistProject,
    timeouts,
    ...parseColumns('Provider', row, checked),
  }
}

function toProvider(row: ProviderRow): Provider {
  const { note, credentialHint, createdAt, updatedAt } = row
  return { ...toShared(row), note, credentialHint, createdAt, updatedAt }
}

function toRuntime(row: ProviderRow, sealer: Sealer): RuntimeProvider {
  const shared = toShared(row)
  return { ...shared, dialect: dialectOf(shared.type), credential: openCredential(row, sealer) }
}

function openCredential(row: ProviderRow, sealer: Sealer): string {
  try {
    return sealer.open(row.credentialSealed)
  } catch (cause) {
    throw new Error(`Provider ${row.id}: its credential was sealed under another master key`, { cause })
  }
}
