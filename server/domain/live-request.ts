import { z } from 'zod'
import { DIALECTS } from './dialect'

const count = z.number().int().min(0)

/** FR-016. A request under way, as the instance that serves it tells the others. Times are epoch milliseconds. */
export const liveRequestSchema = z.object({
  requestId: z.string(),
  /** Its conversation, namespaced by key; null when there is none to tell. */
  sessionId: z.string().nullable(),
  userId: z.string(),
  apiKeyId: z.string(),
  startedAtMs: z.number(),
  endpoint: z.string(),
  clientDialect: z.enum(DIALECTS),
  clientName: z.string().nullable(),
  clientVersion: z.string().nullable(),
  model: z.string().nullable(),
  servedModel: z.string().nullable(),
  /** The provider that has it now; null before one was chosen. */
  providerId: z.string().nullable(),
  streaming: z.boolean(),
  /** Bytes that the client was sent. */
  responseBytes: count,
  usage: z.object({
    input: count,
    cacheRead: count,
    cacheWrite5m: count,
    cacheWrite1h: count,
    output: count,
    reasoning: count,
  }),
  /** The provider has not told its usage yet: output is counted from the length of the text. */
  estimated: z.boolean(),
  /** At the prices of now; null when nobody knows one. */
  costNanoUsd: z.number().nullable(),
})
export type LiveRequest = z.output<typeof liveRequestSchema>

/** What one instance has under way, and has done lately. */
export const liveReportSchema = z.object({
  /** The newest first, no more than `MAX_LIVE`. */
  requests: z.array(liveRequestSchema),
  /** All that are under way. */
  inFlight: count,
  /** Ended in the last 60 seconds. */
  lastMinute: z.object({ requests: count, errors: count }),
})
export type LiveReport = z.output<typeof liveReportSchema>

/** Of each instance; the rest is only counted. */
export const MAX_LIVE = 1_000

/** What requests are grouped by: one without a conversation is a session of its own. */
export const sessionOf = ({ sessionId, requestId }: Pick<LiveRequest, 'sessionId' | 'requestId'>): string =>
  sessionId ?? requestId
