import { z } from 'zod'
import { CHAIN_START, faultOfLink } from '#server/domain/audit'
import type { AuditChanges, AuditLink } from '#server/domain/audit'
import type { AuditLog as AuditLogRow } from '#prisma/generated/sqlite/client'
import type { AuditFilter, AuditLogStore, AuditRecord } from './interfaces'
import { appendToAudit } from './audit-trail'
import { readPage } from './read-page'
import type { StoreContext } from './store-context'
import { attempt } from './store-error'

/** Links that are looked at together. */
const BATCH = 1_000

export function createAuditLogStore({ client }: Pick<StoreContext, 'client'>): AuditLogStore {
  return {
    append: (entries) =>
      attempt(() => client.$transaction((transaction) => appendToAudit(transaction, entries))),

    list: (filter, page) =>
      attempt(() =>
        readPage({
          page,
          read: ({ take, beforeId }) =>
            client.auditLog.findMany({
              where: { ...(beforeId !== null && { id: { lt: beforeId } }), ...conditionsOf(filter) },
              orderBy: { id: 'desc' },
              take,
            }),
          toItem: toRecord,
        }),
      ),

    get: (id) =>
      attempt(async () => {
        const row = await client.auditLog.findUnique({ where: { id } })
        return row && toRecord(row)
      }),

    verify: () =>
      attempt(async () => {
        const row = await client.auditHead.findFirst()
        const head = { sequence: row?.sequence ?? 0, hash: row?.hash ?? CHAIN_START }
        let last = { sequence: 0, hash: CHAIN_START }
        for (;;) {
          const rows = await client.auditLog.findMany({
            // What is written meanwhile is for the next time.
            where: { sequence: { gt: last.sequence, lte: head.sequence } },
            orderBy: { sequence: 'asc' },
            take: BATCH,
          })
          for (const link of rows.map(toLink)) {
            const problem = faultOfLink(link, last)
            const sequence = last.sequence + 1
            if (problem !== null) return { entries: last.sequence, head, fault: { sequence, problem } }
            last = link
          }
          if (rows.length < BATCH) break
        }
        const whole = last.sequence === head.sequence && last.hash === head.hash
        const problem = 'the entries after this place are gone, or the end of the chain was changed'
        const fault = whole ? null : { sequence: last.sequence + 1, problem }
        return { entries: last.sequence, head, fault }
      }),
  }
}

function conditionsOf({ targetType, targetId, action, actor, from, to }: AuditFilter) {
  return {
    ...(targetType !== undefined && { targetType }),
    ...(targetId !== undefined && { targetId }),
    ...(action !== undefined && { action: action.endsWith('.') ? { startsWith: action } : action }),
    ...(actor !== undefined && { actor }),
    ...((from ?? to) !== undefined && {
      createdAt: { ...(from !== undefined && { gte: from }), ...(to !== undefined && { lt: to }) },
    }),
  }
}

const toLink = ({ createdAt, ...row }: AuditLogRow): AuditLink => ({ ...row, at: createdAt })

const changesText = z.record(z.string(), z.json())

function toRecord(row: AuditLogRow): AuditRecord {
  const { id, sequence, actor, action, targetType, targetId, ip, createdAt, hash } = row
  const changes: AuditChanges = changesText.parse(JSON.parse(row.changes))
  return { id, sequence, actor, action, targetType, targetId, changes, ip, at: createdAt, hash }
}
