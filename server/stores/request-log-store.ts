import { z } from 'zod'
import { DIALECTS } from '#server/domain/dialect'
import type { RequestLogEntry, RequestLogFilter } from '#server/domain/request-log'
import type { DatabaseClient } from '#server/platform/database'
import type { Prisma, RequestLog as RequestLogRow } from '#prisma/generated/sqlite/client'
import type { RequestLogStore } from './interfaces'
import { parseColumns } from './parse-columns'
import { readPage } from './read-page'
import type { StoreContext } from './store-context'
import { attempt } from './store-error'

const checked = z.object({
  clientDialect: z.enum(DIALECTS),
  providerDialect: z.enum(DIALECTS).nullable(),
})

export function createRequestLogStore({ client }: Pick<StoreContext, 'client'>): RequestLogStore {
  return {
    list: (filter, page) =>
      attempt(async () => {
        const { items: rows, nextCursor } = await readPage({
          page,
          read: ({ take, beforeId }) =>
            client.requestLog.findMany({ where: toWhere(filter, beforeId), orderBy: { id: 'desc' }, take }),
          toItem: (row) => row,
        })
        return { items: await withNames(client, rows), nextCursor }
      }),

    get: (id) =>
      attempt(async () => {
        const row = await client.requestLog.findUnique({ where: { id } })
        const [entry] = row ? await withNames(client, [row]) : []
        return entry ?? null
      }),
  }
}

function toWhere(filter: RequestLogFilter, beforeId: string | null): Prisma.RequestLogWhereInput {
  const { userId, keyId, providerId, sessionId, model, status, from, to } = filter
  return {
    ...(userId !== undefined && { userId }),
    ...(keyId !== undefined && { apiKeyId: keyId }),
    ...(providerId !== undefined && { providerId }),
    ...(sessionId !== undefined && { sessionId }),
    ...(model !== undefined && { requestedModel: model }),
    ...(status !== undefined && { status: toStatusRange(status) }),
    startedAt: { ...(from && { gte: from }), ...(to && { lt: to }) },
    AND: [
      ...(beforeId === null ? [] : [{ id: { lt: beforeId } }]),
      ...(from ? [{ id: { gte: idAt(from.getTime() - CLOCK_SLACK_MS) } }] : []),
      ...(to ? [{ id: { lt: idAt(to.getTime() + CLOCK_SLACK_MS) } }] : []),
    ],
  }
}

/** How far the time within an id may be from the time beside it, when the clock was set back in between. */
const CLOCK_SLACK_MS = 60_000

/** The lowest UUIDv7 of a millisecond. A range of times is also a range of ids, and that one the index on id can walk:
 * a page from last month is read without walking over this one. */
export function idAt(ms: number): string {
  const hex = Math.max(0, Math.floor(ms)).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}

function toStatusRange(status: string): Prisma.IntFilter {
  if (status === 'error') return { gte: 400 }
  const hundred = /^([1-5])xx$/.exec(status)?.[1]
  if (hundred) return { gte: Number(hundred) * 100, lt: (Number(hundred) + 1) * 100 }
  // Anything else that is no status matches no row.
  return { equals: /^\d{3}$/.test(status) ? Number(status) : -1 }
}

/** Rows have no foreign keys and outlive what they name; a removed user, key or provider still has its name. */
async function withNames(client: DatabaseClient, rows: RequestLogRow[]): Promise<RequestLogEntry[]> {
  const select = { id: true, name: true }
  const [users, keys, providers] = await Promise.all([
    client.user.findMany({ where: { id: { in: distinct(rows, 'userId') } }, select }),
    client.apiKey.findMany({ where: { id: { in: distinct(rows, 'apiKeyId') } }, select }),
    client.provider.findMany({ where: { id: { in: distinct(rows, 'providerId') } }, select }),
  ])
  const names = new Map([...users, ...keys, ...providers].map(({ id, name }) => [id, name]))
  const nameOf = (id: string | null): string | null => (id === null ? null : (names.get(id) ?? null))
  return rows.map((row) => ({
    ...toEntry(row),
    userName: nameOf(row.userId),
    keyName: nameOf(row.apiKeyId),
    providerName: nameOf(row.providerId),
  }))
}

function distinct(rows: RequestLogRow[], column: 'userId' | 'apiKeyId' | 'providerId'): string[] {
  return [...new Set(rows.map((row) => row[column]).filter((id) => id !== null))]
}

function toEntry(row: RequestLogRow): Omit<RequestLogEntry, 'userName' | 'keyName' | 'providerName'> {
  const {
    inputTokens: input,
    cacheReadTokens: cacheRead,
    cacheWrite5mTokens: cacheWrite5m,
    cacheWrite1hTokens: cacheWrite1h,
    outputTokens: output,
    reasoningTokens: reasoning,
    ...fields
  } = row
  return {
    ...fields,
    ...parseColumns('RequestLog', row, checked),
    usage: { input, cacheRead, cacheWrite5m, cacheWrite1h, output, reasoning },
  }
}
