import type { Dialect } from './dialect'
import type { Usage } from './usage'

/** FR-013. One row a request, written once, when its outcome is known. No bodies, no secrets.
 * Times are epoch milliseconds, durations milliseconds, sizes bytes. */
export interface RequestLogRow {
  /** UUIDv7, also the request id that the client sees. */
  id: string
  startedAtMs: number
  userId: string
  apiKeyId: string
  sessionId: string | null
  clientName: string | null
  clientVersion: string | null
  /** Name of the route, for example `messages` or `chat-completions`. */
  endpoint: string
  clientDialect: Dialect
  providerDialect: Dialect | null
  requestedModel: string | null
  servedModel: string | null
  providerId: string | null
  attempts: number
  /** Decision trace: what was considered and tried, and why; plain JSON. */
  trace: unknown
  /** The status that the client was sent; 499 when it left before an answer began. */
  status: number
  errorCode: string | null
  streaming: boolean
  ttfbMs: number | null
  totalMs: number
  requestBytes: number
  responseBytes: number
  usage: Usage
  /** The usage object as the upstream sent it, kept beside the bill. */
  rawUsage: unknown
  stopReason: string | null
  upstreamRequestId: string | null
  costNanoUsd: bigint | null
  priceId: string | null
  /** The provider's multiplier that was billed, a decimal string; null when nothing was billed. */
  costMultiplier: string | null
  /** Tier that the upstream says it served, for example `priority` or `flex`. */
  serviceTier: string | null
  blocked: boolean
  /** The answer did not reach its end: client gone, upstream cut, hub stopped. */
  interrupted: boolean
  /** The usage is the hub's estimate, because the upstream never told. */
  estimated: boolean
}

/** A row as the administration shows it, with names joined at reading time. */
export interface RequestLogEntry extends Omit<RequestLogRow, 'startedAtMs'> {
  startedAt: Date
  userName: string | null
  keyName: string | null
  providerName: string | null
}

export interface RequestLogFilter {
  userId?: string | undefined
  keyId?: string | undefined
  providerId?: string | undefined
  /** With the key that it is namespaced by, whose index leads to it. */
  sessionId?: string | undefined
  model?: string | undefined
  /** An exact status, or a class: `2xx`, `4xx`, `5xx`, `error` (>= 400). */
  status?: string | undefined
  from?: Date | undefined
  to?: Date | undefined
}

/** FR-016. A conversation, as its requests that have ended tell it. */
export interface SessionRecord {
  sessionId: string
  userId: string
  apiKeyId: string
  requests: number
  errors: number
  firstAtMs: number
  /** Null when no price was known for any of them. */
  costNanoUsd: bigint | null
  usage: Usage
  /** The newest one. */
  last: {
    requestId: string
    startedAtMs: number
    totalMs: number
    status: number
    model: string | null
    servedModel: string | null
    providerId: string | null
    clientName: string | null
    clientVersion: string | null
  }
}
