import { uuidv7 } from 'uuidv7'
import { z } from 'zod'
import type { User, UserRecord } from '#server/domain/principal'
import type { User as UserRow } from '#prisma/generated/sqlite/client'
import { writeOne, type Subject, type TransactionClient } from './config-version-store'
import type { UserCreate, UserPatch, UserStore } from './interfaces'
import { limitDayMode, toLimitColumns, toLimits } from './limit-columns'
import { parseColumns, stringList } from './parse-columns'
import { pickDefined } from './pick-defined'
import { readPage } from './read-page'
import { LIVING, nameKeyOf, type StoreContext } from './store-context'
import { attempt } from './store-error'

const checked = z.object({
  role: z.enum(['admin', 'member']),
  tags: stringList,
  allowedModels: stringList,
  allowedClients: stringList.nullable(),
  limitDayMode,
})

export function createUserStore(context: StoreContext): UserStore {
  const { client, now } = context
  const subject = (id: string | null): Subject => ({ type: 'user', id, read: findUser })

  return {
    list: (page) =>
      attempt(() =>
        readPage({
          page,
          read: ({ take, beforeId }) =>
            client.user.findMany({
              where: { ...LIVING, ...(beforeId !== null && { id: { lt: beforeId } }) },
              orderBy: { id: 'desc' },
              take,
            }),
          toItem: toUser,
        }),
      ),

    get: (id) => attempt(() => findUser(client, id)),

    create: (input) =>
      writeOne(context, subject(null), async (transaction) => {
        const at = now()
        const data = { ...toColumns(input), id: uuidv7(), createdAt: at, updatedAt: at }
        return toUser(await transaction.user.create({ data }))
      }),

    update: (id, { version, ...patch }) =>
      writeOne(context, { ...subject(id), version }, async (transaction) => {
        const data = { ...toPatchColumns(patch), version: { increment: 1 }, updatedAt: now() }
        await transaction.user.updateMany({ where: { id, ...LIVING }, data })
        return findUser(transaction, id)
      }),

    remove: (id) =>
      writeOne(context, subject(id), async (transaction) => {
        const at = now()
        const data = { removedAt: at, nameKey: null }
        const { count } = await transaction.user.updateMany({ where: { id, ...LIVING }, data })
        if (count === 0) return false
        await transaction.apiKey.updateMany({ where: { userId: id, ...LIVING }, data: { removedAt: at } })
        return true
      }),

    loadRecords: () => attempt(async () => (await client.user.findMany({ where: LIVING })).map(toRecord)),
  }
}

async function findUser(client: TransactionClient, id: string): Promise<User | null> {
  const row = await client.user.findUnique({ where: { id, ...LIVING } })
  return row && toUser(row)
}

const toColumns = ({ limits, allowedClients = [], ...fields }: UserCreate) => ({
  ...fields,
  allowedClients,
  nameKey: nameKeyOf(fields.name),
  ...toLimitColumns(limits),
})

const toPatchColumns = ({ limits, ...fields }: Omit<UserPatch, 'version'>) => ({
  ...pickDefined(fields),
  ...(fields.name !== undefined && { nameKey: nameKeyOf(fields.name) }),
  ...(limits && toLimitColumns(limits)),
})

function toUser(row: UserRow): User {
  const {
    role,
    tags,
    allowedModels,
    allowedClients,
    limitDayMode: dayMode,
  } = parseColumns('User', row, checked)
  const { id, name, note, enabled, expiresAt, providerGroup, limitsResetAt } = row
  const { version, createdAt, updatedAt } = row
  const limits = toLimits(row, dayMode)
  return {
    id,
    name,
    note,
    role,
    enabled,
    expiresAt,
    tags,
    providerGroup,
    allowedModels,
    allowedClients: allowedClients ?? [],
    limits,
    limitsResetAt,
    version,
    createdAt,
    updatedAt,
  }
}

function toRecord(row: UserRow): UserRecord {
  const {
    id,
    name,
    enabled,
    expiresAt,
    providerGroup,
    allowedModels,
    allowedClients,
    limits,
    limitsResetAt,
  } = toUser(row)
  const expiresAtMs = expiresAt?.getTime() ?? null
  const limitsResetAtMs = limitsResetAt?.getTime() ?? null
  return {
    id,
    name,
    enabled,
    expiresAtMs,
    providerGroup,
    allowedModels,
    allowedClients,
    limits,
    limitsResetAtMs,
  }
}
