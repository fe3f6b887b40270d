import { uuidv7 } from 'uuidv7'
import { z } from 'zod'
import { AUDIT_ACTIONS } from '#server/domain/audit'
import type { AuditLog as AuditLogRow } from '#prisma/generated/sqlite/client'
import type { AuditLogStore, AuditRecord } from './interfaces'
import { parseColumns } from './parse-columns'
import { readPage } from './read-page'
import type { StoreContext } from './store-context'
import { attempt } from './store-error'

const checked = z.object({
  action: z.enum(AUDIT_ACTIONS),
  changes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).nullable(),
})

export function createAuditLogStore({ client }: Pick<StoreContext, 'client'>): AuditLogStore {
  return {
    append: (entries) =>
      attempt(async () => {
        await client.auditLog.createMany({
          data: entries.map(({ at, changes, ...entry }) => ({
            ...entry,
            id: uuidv7(),
            changes: { ...changes },
            createdAt: at,
          })),
        })
      }),

    list: ({ targetType, action }, page) =>
      attempt(() =>
        readPage({
          page,
          read: ({ take, beforeId }) =>
            client.auditLog.findMany({
              where: {
                ...(beforeId !== null && { id: { lt: beforeId } }),
                ...(targetType !== undefined && { targetType }),
                ...(action !== undefined && { action }),
              },
              orderBy: { id: 'desc' },
              take,
            }),
          toItem: toRecord,
        }),
      ),
  }
}

function toRecord(row: AuditLogRow): AuditRecord {
  const { id, actor, targetType, targetId, ip, createdAt } = row
  const { action, changes } = parseColumns('AuditLog', row, checked)
  return { id, actor, action, targetType, targetId, changes: changes ?? {}, ip, at: createdAt }
}
