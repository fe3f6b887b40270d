import { setTimeout as wait } from 'node:timers/promises'
import { sessionOf } from '#server/domain/live-request'
import type { LiveRequest } from '#server/domain/live-request'
import type { Page } from '#server/domain/page'
import type { RequestLogEntry, SessionRecord } from '#server/domain/request-log'
import type { Usage } from '#server/domain/usage'
import type { ConfigSnapshot } from '#server/stores/config-snapshot'
import type { PageRequest, Stores } from '#server/stores/interfaces'
import { keepFor } from './keep-for'
import type { LiveInstances } from './live-instances'
import { createSessionNames } from './session-names'
import type { NamedRequest, SessionNames } from './session-names'
import { ServiceError } from './service-error'

/** A conversation: what it has under way, and what it has done. Times are epoch milliseconds. */
export interface Session extends SessionNames {
  /** Of the conversation; of the request, where there is none. */
  id: string
  userId: string
  apiKeyId: string
  providerId: string | null
  model: string | null
  servedModel: string | null
  clientName: string | null
  clientVersion: string | null
  startedAtMs: number
  /** When its newest request began. */
  lastRequestAtMs: number
  durationMs: number
  /** Under way now. */
  live: number
  /** Those under way among them. */
  requests: number
  errors: number
  usage: Usage
  /** Some of it is still reckoned. */
  estimated: boolean
  costNanoUsd: bigint | null
}

export interface SessionDetail {
  session: Session
  /** Under way, the newest first. */
  live: NamedRequest[]
}

/** FR-016. @throws ServiceError not_found, of every method that takes an id */
export interface SessionService {
  /** Under way, and those that may go on soon; the newest request first.
   * @param filter.userId    of everybody when absent
   * @param filter.momentAgo what others who watch were shown a moment ago will do */
  list(filter: SessionsOf & { momentAgo?: boolean }): Promise<{ sessions: Session[]; missing: number }>
  get(id: string): Promise<SessionDetail>
  /** Of the past, by their newest request. */
  history(filter: SessionsOf, page: PageRequest): Promise<Page<Session>>
  /** Of one session, those that have ended. */
  requests(id: string, page: PageRequest): Promise<Page<RequestLogEntry>>
  /** End all that it has under way, on every instance. Later requests are served as usual.
   * @returns how many there were */
  terminate(id: string): Promise<number>
  /** Whose it is. */
  owner(id: string): Promise<{ userId: string }>
  /** Begin to look at what a client is sent. @throws ServiceError conflict when the setting is off */
  openPreview(requestId: string): Promise<string>
  /** Go on looking. @throws ServiceError not_found when nobody has looked in the last seconds, too */
  preview(requestId: string): Promise<string>
}

export interface SessionsOf {
  userId?: string | undefined
}

export interface SessionServiceOptions {
  stores: Pick<Stores, 'sessionHistory' | 'requestLogs' | 'apiKeys' | 'usage'>
  live: LiveInstances
  /** Of a moment ago at most, the same for everybody who watches. */
  recentReport: LiveInstances['report']
  config: () => Pick<ConfigSnapshot, 'settings' | 'users' | 'providers'>
  nowMs: () => number
}

const MOST_RECENT = 100
/** While somebody watches, sums are read again so often. */
const RECENT_KEPT_MS = 2_000
const RECENT_LATE_MS = 4_000
/** Until the row of a request that has ended can be read. */
const WRITING_MS = 1_500
const STEP_MS = 100

export function createSessionService(options: SessionServiceOptions): SessionService {
  const { stores, live, config, nowMs } = options
  const { nameSessions, nameRequests } = createSessionNames({ usage: stores.usage, config, nowMs })

  const readRecent = async (userId: string) => {
    const since = new Date(nowMs() - config().settings.sessionTtlMs)
    const filter = { since, ...(userId !== '' && { userId }) }
    return (await stores.sessionHistory.list(filter, { limit: MOST_RECENT })).items
  }
  const recentOf = keepFor(RECENT_KEPT_MS, nowMs, readRecent, RECENT_LATE_MS)

  const allLive = async (report: LiveInstances['report'] = () => live.report()) => {
    const { reports, missing } = await report()
    return { requests: reports.flatMap(({ requests }) => requests), missing }
  }

  const look = async (id: string): Promise<SessionDetail | null> => {
    const [{ requests }, record] = await Promise.all([allLive(), stores.sessionHistory.get(id)])
    const own = requests.filter((request) => sessionOf(request) === id)
    const [session] = await nameSessions(join(own, record ? [record] : [], nowMs()))
    return session ? { session, live: await nameRequests(own) } : null
  }

  const find = async (id: string): Promise<SessionDetail> => {
    const keyId = keyIdOf(id)
    let found = await look(id)
    // Its first request has ended a moment ago, and the row is on its way.
    const mayCome = found === null && keyId !== null && (await stores.apiKeys.get(keyId)) !== null
    for (let waitedMs = 0; mayCome && !found && waitedMs < WRITING_MS; waitedMs += STEP_MS) {
      await wait(STEP_MS)
      found = await look(id)
    }
    if (!found) throw ServiceError.notFound('session', id)
    return found
  }

  return {
    async list({ userId, momentAgo = false }) {
      const [{ requests, missing }, recent] = await Promise.all([
        allLive(momentAgo ? options.recentReport : undefined),
        recentOf(userId ?? ''),
      ])
      const own = requests.filter((request) => userId === undefined || request.userId === userId)
      return { sessions: await nameSessions(join(own, recent, nowMs())), missing }
    },
    get: find,
    async history(filter, page) {
      const { items, nextCursor } = await stores.sessionHistory.list(filter, page)
      return { items: await nameSessions(join([], items, nowMs())), nextCursor }
    },
    async requests(id, page) {
      const keyId = keyIdOf(id)
      if (keyId !== null) return stores.requestLogs.list({ keyId, sessionId: id }, page)
      const entry = await stores.requestLogs.get(id)
      return { items: entry ? [entry] : [], nextCursor: null }
    },
    async terminate(id) {
      const ended = await live.terminate(id)
      // It may just have ended by itself.
      if (ended === 0) await find(id)
      return ended
    },
    async owner(id) {
      const keyId = keyIdOf(id)
      const known = keyId === null ? (await find(id)).session : await stores.apiKeys.get(keyId)
      if (!known) throw ServiceError.notFound('session', id)
      return { userId: known.userId }
    },
    async openPreview(requestId) {
      if (!config().settings.streamPreview)
        throw ServiceError.conflict([{ path: '', message: 'Previews are switched off (streamPreview).' }])
      const text = await live.preview(requestId, true)
      if (text === null) throw ServiceError.notFound('request under way', requestId)
      return text
    },
    async preview(requestId) {
      const text = await live.preview(requestId, false)
      if (text === null) throw ServiceError.notFound('open preview', requestId)
      return text
    },
  }
}

/** The key that a conversation is namespaced by; null of a request without one, whose id has no colon. */
const keyIdOf = (id: string): string | null => (id.includes(':') ? (id.split(':', 1)[0] ?? '') : null)

type Unnamed = Omit<Session, keyof SessionNames>

/** One entry a session, of what it has under way and what it has done. */
function join(requests: readonly LiveRequest[], records: readonly SessionRecord[], nowMs: number): Unnamed[] {
  const known = new Map(records.map((record) => [record.sessionId, record]))
  const underWay = new Map<string, LiveRequest[]>()
  for (const request of requests) {
    const id = sessionOf(request)
    const others = underWay.get(id)
    if (others) others.push(request)
    else underWay.set(id, [request])
  }
  const sessions = [...new Set([...underWay.keys(), ...known.keys()])].map((id) =>
    sessionFrom(id, underWay.get(id) ?? [], known.get(id) ?? null, nowMs),
  )
  return sessions.filter((session) => session !== null).sort((a, b) => b.lastRequestAtMs - a.lastRequestAtMs)
}

function sessionFrom(
  id: string,
  live: readonly LiveRequest[],
  record: SessionRecord | null,
  nowMs: number,
): Unnamed | null {
  const newest = live.toSorted((a, b) => b.startedAtMs - a.startedAtMs)[0] ?? record?.last
  const owner = live[0] ?? record
  if (!newest || !owner) return null
  const startedAtMs = Math.min(...live.map((request) => request.startedAtMs), record?.firstAtMs ?? Infinity)
  const endedAtMs = live.length > 0 || !record ? nowMs : record.last.startedAtMs + record.last.totalMs
  const { userId, apiKeyId } = owner
  const { providerId, model, servedModel, clientName, clientVersion } = newest
  return {
    ...{ id, userId, apiKeyId, providerId, model, servedModel, clientName, clientVersion, startedAtMs },
    lastRequestAtMs: newest.startedAtMs,
    durationMs: Math.max(0, endedAtMs - startedAtMs),
    live: live.length,
    requests: live.length + (record?.requests ?? 0),
    errors: record?.errors ?? 0,
    usage: [...live, ...(record ? [record] : [])].map(({ usage }) => usage).reduce(add),
    estimated: live.some(({ estimated }) => estimated),
    costNanoUsd: costOf(live, record),
  }
}

const add = (a: Usage, b: Usage): Usage => ({
  input: a.input + b.input,
  cacheRead: a.cacheRead + b.cacheRead,
  cacheWrite5m: a.cacheWrite5m + b.cacheWrite5m,
  cacheWrite1h: a.cacheWrite1h + b.cacheWrite1h,
  output: a.output + b.output,
  reasoning: a.reasoning + b.reasoning,
})

/** Of what has a price. */
function costOf(live: readonly LiveRequest[], record: SessionRecord | null): bigint | null {
  const known = [...live.map(({ costNanoUsd }) => costNanoUsd), record?.costNanoUsd ?? null]
  const costs = known.filter((cost) => cost !== null)
  return costs.length === 0 ? null : costs.reduce<bigint>((sum, cost) => sum + BigInt(cost), 0n)
}
