import { z } from 'zod'
import { DIALECTS } from '#server/domain/dialect'
import { formatUsd } from '#server/domain/money'
import type { Session } from '#server/services/session-service'
import type { NamedRequest } from '#server/services/session-names'
import { filterText, id, isoTime, isoTimeOfMs, pageFields } from './fields'

/** Clients choose what follows the colon. The REST adapter hands on what stands in a path as it stands there. */
export const sessionId = z
  .string()
  .min(1)
  .max(600)
  .transform((text) => {
    try {
      return decodeURIComponent(text)
    } catch {
      return text
    }
  })
  .meta({
    description: 'Id of the session, percent-encoded in a path; of a request without a session, its own id',
    examples: ['01930000-0000-7000-8000-000000000000:my-session'],
  })

export const sessionInput = z.object({ id: sessionId })
export const sessionRequestsInput = z.object({ id: sessionId, ...pageFields })
export const sessionListInput = z.object({ userId: filterText.optional() })
export const sessionHistoryInput = z.object({ userId: filterText.optional(), ...pageFields })
export const previewInput = z.object({ id: id.meta({ description: 'Of a request that is under way' }) })

const count = z.number().int()
const usageView = z
  .object({
    input: count,
    cacheRead: count,
    cacheWrite5m: count,
    cacheWrite1h: count,
    output: count,
    reasoning: count,
  })
  .meta({ description: 'Tokens in disjoint buckets; reasoning is a part of output' })
const estimated = z
  .boolean()
  .meta({ description: 'The provider has not told all of it yet: output is reckoned from the text so far' })
const costUsd = z.string().nullable().meta({ description: 'Decimal USD so far; null when no price is known' })

const who = {
  userId: z.string(),
  userName: z.string().nullable(),
  apiKeyId: z.string(),
  keyName: z.string().nullable(),
  providerId: z.string().nullable(),
  providerName: z.string().nullable(),
  model: z.string().nullable(),
  servedModel: z.string().nullable(),
  clientName: z.string().nullable(),
  clientVersion: z.string().nullable(),
}

export const sessionView = z
  .object({
    id: z.string(),
    ...who,
    startedAt: isoTime,
    lastRequestAt: isoTime.meta({ description: 'When its newest request began' }),
    durationMs: count,
    live: count.meta({ description: 'Requests under way' }),
    requests: count.meta({ description: 'Those under way among them' }),
    errors: count,
    usage: usageView,
    estimated,
    costUsd,
  })
  .meta({ id: 'Session' })
export type SessionView = z.output<typeof sessionView>

export const liveRequestView = z
  .object({
    id: z.string().meta({ description: 'Also the request id that the client sees' }),
    ...who,
    startedAt: isoTime,
    endpoint: z.string(),
    clientDialect: z.enum(DIALECTS),
    streaming: z.boolean(),
    responseBytes: count,
    usage: usageView,
    estimated,
    costUsd,
  })
  .meta({ id: 'LiveRequest' })
export type LiveRequestView = z.output<typeof liveRequestView>

export const sessionListView = z.object({
  items: z.array(sessionView),
  nextCursor: z.null().meta({ description: 'There is one page' }),
  missing: count.meta({ description: 'Instances of the hub that did not answer in time' }),
})
export type SessionListView = z.output<typeof sessionListView>

export const sessionDetailView = sessionView
  .extend({ underWay: z.array(liveRequestView).meta({ description: 'The newest first' }) })
  .meta({ id: 'SessionDetail' })
export type SessionDetailView = z.output<typeof sessionDetailView>

export const terminatedView = z.object({
  id: z.string(),
  ended: count.meta({ description: 'Requests that were under way' }),
})
export const previewView = z.object({
  id: z.string(),
  text: z
    .string()
    .meta({ description: 'What the client was sent since somebody looks; its last 16,384 characters' }),
})

/** @param own the reader is no admin, and is not told how the hub finds its providers */
export function toSessionView(session: Session, own: boolean): SessionView {
  const { startedAtMs, lastRequestAtMs, costNanoUsd, ...rest } = session
  return {
    ...rest,
    ...(own && NO_PROVIDER),
    startedAt: isoTimeOfMs(startedAtMs),
    lastRequestAt: isoTimeOfMs(lastRequestAtMs),
    costUsd: costNanoUsd === null ? null : formatUsd(costNanoUsd),
  }
}

export function toLiveRequestView(request: NamedRequest, own: boolean): LiveRequestView {
  const { startedAtMs, costNanoUsd, ...rest } = request
  return {
    ...rest,
    ...(own && NO_PROVIDER),
    id: request.requestId,
    startedAt: isoTimeOfMs(startedAtMs),
    costUsd: costNanoUsd === null ? null : formatUsd(BigInt(costNanoUsd)),
  }
}

const NO_PROVIDER = { providerId: null, providerName: null }
