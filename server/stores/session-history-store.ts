import type { Page } from '#server/domain/page'
import type { SessionRecord } from '#server/domain/request-log'
import type { DatabaseClient } from '#server/platform/database'
import type { PageRequest } from './interfaces'
import { decodeCursor, encodeCursor } from './read-page'
import { idAt } from './request-log-store'
import type { StoreContext } from './store-context'
import { attempt } from './store-error'

/** FR-016. Sessions of the request log. */
export interface SessionHistoryStore {
  /** By their newest request, the newest first. Pages may be shorter than asked for. */
  list(filter: SessionFilter, page: PageRequest): Promise<Page<SessionRecord>>
  /** Null when no request of it has ended. */
  get(sessionId: string): Promise<SessionRecord | null>
}

export interface SessionFilter {
  userId?: string | undefined
  /** Whose newest request began at or after it. */
  since?: Date | undefined
}

/** Rows that are looked at for one page: a busy session may have more requests than that between two others. */
const ROWS_LOOKED_AT = 1_000
/** What came longer before a session's newest request is not counted as a part of it: nobody needs to read a year of one. */
const SESSION_MS = 7 * 86_400_000

export function createSessionHistoryStore({ client }: Pick<StoreContext, 'client'>): SessionHistoryStore {
  return {
    list: ({ userId, since }, page) =>
      attempt(async () => {
        const beforeId = page.cursor === undefined ? null : decodeCursor(page.cursor)
        const rows = await client.requestLog.findMany({
          where: {
            ...(userId !== undefined && { userId }),
            sessionId: { not: null },
            id: { ...(beforeId !== null && { lt: beforeId }), ...(since && { gte: idAt(since.getTime()) }) },
          },
          select: { id: true, sessionId: true, startedAt: true },
          orderBy: { id: 'desc' },
          take: ROWS_LOOKED_AT,
        })
        const { sessions, until } = takeSessions(rows, page.limit)
        const told = beforeId === null ? new Set() : await toldBefore(client, sessions, beforeId)
        const fresh = sessions.filter((session) => !told.has(session))
        const last = rows[until - 1]
        const sinceMs = (last?.startedAt.getTime() ?? 0) - SESSION_MS
        const more = until < rows.length || rows.length === ROWS_LOOKED_AT
        return {
          items: await sum(client, fresh, sinceMs),
          nextCursor: more && last ? encodeCursor(last.id) : null,
        }
      }),

    get: (sessionId) =>
      attempt(async () => {
        const newest = await client.requestLog.findFirst({
          where: { apiKeyId: keyOf(sessionId), sessionId },
          select: { startedAt: true },
          orderBy: { id: 'desc' },
        })
        if (!newest) return null
        const [found] = await sum(client, [sessionId], newest.startedAt.getTime() - SESSION_MS)
        return found ?? null
      }),
  }
}

/** Sums of sessions, by the index on keys. */
async function sum(
  client: DatabaseClient,
  sessionIds: readonly string[],
  sinceMs: number,
): Promise<SessionRecord[]> {
  if (sessionIds.length === 0) return []
  const where = {
    apiKeyId: { in: [...new Set(sessionIds.map(keyOf))] },
    sessionId: { in: [...sessionIds] },
    id: { gte: idAt(sinceMs) },
  }
  const by = ['sessionId', 'apiKeyId', 'userId'] as const
  const [sums, failed] = await Promise.all([
    client.requestLog.groupBy({
      by: [...by],
      where,
      _count: true,
      _sum: TOKENS,
      _min: { id: true },
      _max: { id: true },
    }),
    client.requestLog.groupBy({
      by: ['sessionId'],
      where: { ...where, status: { gte: 400 } },
      _count: true,
    }),
  ])
  const ids = sums.flatMap(({ _min, _max }) => [_min.id ?? [], _max.id ?? []].flat())
  const rows = await client.requestLog.findMany({ where: { id: { in: ids } }, select: LAST })
  const rowsById = new Map(rows.map((row) => [row.id, row]))
  const errors = new Map(failed.map(({ sessionId, _count }) => [sessionId, _count]))
  return sums
    .flatMap((found) => {
      const { id: requestId, startedAt, requestedModel, ...rest } = rowsById.get(found._max.id ?? '') ?? GONE
      if (found.sessionId === null || startedAt === null) return []
      const { sessionId, userId, apiKeyId, _sum, _min, _count: requests } = found
      const last = { requestId, startedAtMs: startedAt.getTime(), model: requestedModel, ...rest }
      return {
        ...{ sessionId, userId, apiKeyId, requests, errors: errors.get(sessionId) ?? 0 },
        firstAtMs: (rowsById.get(_min.id ?? '')?.startedAt ?? startedAt).getTime(),
        costNanoUsd: _sum.costNanoUsd,
        usage: usageOf(_sum),
        last,
      }
    })
    .sort((a, b) => (a.last.requestId < b.last.requestId ? 1 : -1))
}

/** Those that a page before has told already: they have newer requests. */
async function toldBefore(
  client: DatabaseClient,
  sessionIds: readonly string[],
  beforeId: string,
): Promise<Set<string | null>> {
  const rows = await client.requestLog.findMany({
    where: {
      apiKeyId: { in: sessionIds.map(keyOf) },
      sessionId: { in: [...sessionIds] },
      id: { gte: beforeId },
    },
    select: { sessionId: true },
    distinct: ['sessionId'],
  })
  return new Set(rows.map(({ sessionId }) => sessionId))
}

/** A session's id begins with the key that it is namespaced by. */
export const keyOf = (sessionId: string): string => sessionId.split(':', 1)[0] ?? ''

/** The first sessions of these rows, and how many rows that took. */
function takeSessions(
  rows: readonly { sessionId: string | null }[],
  limit: number,
): { sessions: string[]; until: number } {
  const sessions = new Set<string>()
  let until = 0
  for (const { sessionId } of rows) {
    if (sessionId !== null && !sessions.has(sessionId)) {
      if (sessions.size >= limit) break
      sessions.add(sessionId)
    }
    until += 1
  }
  return { sessions: [...sessions], until }
}

const TOKENS = {
  inputTokens: true,
  cacheReadTokens: true,
  cacheWrite5mTokens: true,
  cacheWrite1hTokens: true,
  outputTokens: true,
  reasoningTokens: true,
  costNanoUsd: true,
} as const

const LAST = {
  id: true,
  startedAt: true,
  totalMs: true,
  status: true,
  requestedModel: true,
  servedModel: true,
  providerId: true,
  clientName: true,
  clientVersion: true,
} as const

/** A row that retention has taken in the meantime. */
const GONE = {
  id: '',
  startedAt: null,
  totalMs: 0,
  status: 0,
  requestedModel: null,
  servedModel: null,
  providerId: null,
  clientName: null,
  clientVersion: null,
}

const usageOf = (sums: Record<Exclude<keyof typeof TOKENS, 'costNanoUsd'>, number | null>) => ({
  input: sums.inputTokens ?? 0,
  cacheRead: sums.cacheReadTokens ?? 0,
  cacheWrite5m: sums.cacheWrite5mTokens ?? 0,
  cacheWrite1h: sums.cacheWrite1hTokens ?? 0,
  output: sums.outputTokens ?? 0,
  reasoning: sums.reasoningTokens ?? 0,
})
