import { uuidv7 } from 'uuidv7'
import { z } from 'zod'
import { KEY_SCOPES, type ApiKey, type KeyRecord } from '#server/domain/principal'
import type { ApiKey as ApiKeyRow } from '#prisma/generated/sqlite/client'
import { writeOne, type Subject, type TransactionClient } from './config-version-store'
import type { ApiKeyStore } from './interfaces'
import { limitDayMode, toLimitColumns, toLimits } from './limit-columns'
import { parseColumns } from './parse-columns'
import { pickDefined } from './pick-defined'
import { readPage } from './read-page'
import { LIVING, type StoreContext } from './store-context'
import { attempt, StoreError } from './store-error'

const checked = z.object({ scope: z.enum(KEY_SCOPES), limitDayMode })

export function createApiKeyStore(context: StoreContext): ApiKeyStore {
  const { client, now } = context
  const subject = (id: string | null): Subject => ({ type: 'key', id, read: findApiKey })

  return {
    list: ({ userId }, page) =>
      attempt(() =>
        readPage({
          page,
          read: ({ take, beforeId }) =>
            client.apiKey.findMany({
              where: {
                ...LIVING,
                ...(userId !== undefined && { userId }),
                ...(beforeId !== null && { id: { lt: beforeId } }),
              },
              orderBy: { id: 'desc' },
              take,
            }),
          toItem: toApiKey,
        }),
      ),

    get: (id) => attempt(() => findApiKey(client, id)),

    create: ({ limits, ...fields }) =>
      writeOne(context, subject(null), async (transaction) => {
        const owner = await transaction.user.findUnique({ where: { id: fields.userId, ...LIVING } })
        if (!owner) throw new StoreError('not_found', 'the user does not exist')
        const at = now()
        const data = { ...fields, ...toLimitColumns(limits), id: uuidv7(), createdAt: at, updatedAt: at }
        return toApiKey(await transaction.apiKey.create({ data }))
      }),

    update: (id, { limits, version, ...fields }) =>
      writeOne(context, { ...subject(id), version }, async (transaction) => {
        const data = {
          ...pickDefined(fields),
          ...(limits && toLimitColumns(limits)),
          version: { increment: 1 },
          updatedAt: now(),
        }
        await transaction.apiKey.updateMany({ where: { id, ...LIVING }, data })
        return findApiKey(transaction, id)
      }),

    remove: (id) =>
      writeOne(context, subject(id), async (transaction) => {
        const { count } = await transaction.apiKey.updateMany({
          where: { id, ...LIVING },
          data: { removedAt: now() },
        })
        return count > 0
      }),

    findByDigest: (digest) =>
      attempt(async () => {
        const row = await client.apiKey.findUnique({ where: { digest, ...LIVING } })
        return row && toRecord(row)
      }),

    touch: (uses) =>
      attempt(async () => {
        // In order of id, so that two instances never lock the same rows in opposite orders; never back in time.
        const ordered = [...uses].sort((a, b) => (a.id < b.id ? -1 : 1))
        await client.$transaction(
          ordered.map(({ id, usedAtMs }) => {
            const lastUsedAt = new Date(usedAtMs)
            return client.apiKey.updateMany({
              where: { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: lastUsedAt } }] },
              data: { lastUsedAt },
            })
          }),
        )
      }),
  }
}

async function findApiKey(client: TransactionClient, id: string): Promise<ApiKey | null> {
  const row = await client.apiKey.findUnique({ where: { id, ...LIVING } })
  return row && toApiKey(row)
}

function toApiKey(row: ApiKeyRow): ApiKey {
  const { scope, limitDayMode: dayMode } = parseColumns('ApiKey', row, checked)
  const {
    id,
    userId,
    name,
    prefix,
    last4,
    enabled,
    expiresAt,
    providerGroup,
    limitsResetAt,
    replacedById,
    lastUsedAt,
    version,
    createdAt,
    updatedAt,
  } = row
  const limits = toLimits(row, dayMode)
  return {
    id,
    userId,
    name,
    prefix,
    last4,
    scope,
    enabled,
    expiresAt,
    providerGroup,
    limits,
    limitsResetAt,
    replacedById,
    lastUsedAt,
    version,
    createdAt,
    updatedAt,
  }
}

function toRecord(row: ApiKeyRow): KeyRecord {
  const { id, userId, scope, enabled, expiresAt, providerGroup, limits, limitsResetAt } = toApiKey(row)
  const expiresAtMs = expiresAt?.getTime() ?? null
  const limitsResetAtMs = limitsResetAt?.getTime() ?? null
  return {
    id,
    userId,
    digest: row.digest,
    scope,
    enabled,
    expiresAtMs,
    providerGroup,
    limits,
    limitsResetAtMs,
  }
}
