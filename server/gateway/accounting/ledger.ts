import type { DecisionTrace } from '#server/domain/decision-trace'
import type { RequestLogRow } from '#server/domain/request-log'
import type { Usage } from '#server/domain/usage'
import type { Clock } from '#server/platform/clock'
import type { Authenticated, Identified, Routed, Settled } from '../exchange'
import { countStatus } from './counters'
import type { Counters } from './counters'

/** How an exchange ended, from whoever ended it. */
export interface Outcome {
  status: number
  errorCode: string | null
  interrupted: boolean
  responseBytes: number
  ttfbMs: number | null
  upstreamRequestId: string | null
  usage: Usage
  rawUsage: unknown
  stopReason: string | null
  servedModel: string | null
}

/** The one row of one request. It is opened right after authentication and written exactly once, whatever happens. */
export interface Ledger {
  /** Remember how far the request has come.
   * @param trace of the routing; attempts are added to it as they end */
  advance(exchange: Authenticated | Identified | Routed, trace?: DecisionTrace): void
  /** Write the row. The first call counts, later ones do nothing. */
  settle(outcome: Outcome): Settled
}

export interface Accounting {
  open(exchange: Authenticated): Ledger
}

export function createAccounting(deps: {
  append: (row: RequestLogRow) => void
  noteKeyUse: (keyId: string, atMs: number) => void
  counters: Counters
  clock: Clock
}): Accounting {
  return {
    open(first) {
      let latest: Authenticated | Identified | Routed = first
      let trace: DecisionTrace | null = null
      let settled: Settled | null = null
      deps.counters.inFlight += 1
      return {
        advance(exchange, tracing) {
          latest = exchange
          if (tracing) trace = tracing
        },
        settle(outcome) {
          if (settled) return settled
          deps.counters.inFlight -= 1
          deps.counters.requests += 1
          countStatus(deps.counters, outcome.status)
          deps.append(makeRow(latest, trace, outcome, deps.clock))
          deps.noteKeyUse(latest.principal.key.id, latest.startedAtMs)
          settled = { status: outcome.status, errorCode: outcome.errorCode, interrupted: outcome.interrupted }
          return settled
        },
      }
    },
  }
}

/** Field by field: objects put together by spreading cost as much as everything else here. */
function makeRow(
  exchange: Authenticated | Identified | Routed,
  trace: DecisionTrace | null,
  outcome: Outcome,
  clock: Clock,
): RequestLogRow {
  const { route, principal } = exchange
  const asked = isIdentified(exchange) ? exchange : NOT_IDENTIFIED
  const served = 'provider' in exchange ? exchange : NOT_ROUTED
  const attempted = served.provider !== null
  return {
    id: exchange.requestId,
    startedAtMs: exchange.startedAtMs,
    userId: principal.user.id,
    apiKeyId: principal.key.id,
    sessionId: asked.sessionId,
    clientName: asked.client.name,
    clientVersion: asked.client.version,
    endpoint: route.endpoint,
    clientDialect: route.dialect,
    providerDialect: served.provider?.dialect ?? null,
    requestedModel: clip(asked.model),
    servedModel: clip(served.servedModel ?? outcome.servedModel),
    providerId: served.provider?.id ?? null,
    attempts: trace?.attempts.filter(({ providerId }) => providerId !== null).length ?? 0,
    trace,
    status: outcome.status,
    errorCode: outcome.errorCode,
    streaming: asked.streaming,
    ttfbMs: outcome.ttfbMs === null ? null : Math.round(outcome.ttfbMs),
    totalMs: Math.round(clock.monotonicMs() - exchange.startedMonotonicMs),
    requestBytes: asked.body.bytes.length,
    responseBytes: outcome.responseBytes,
    usage: outcome.usage,
    rawUsage: outcome.rawUsage,
    stopReason: outcome.stopReason,
    upstreamRequestId: outcome.upstreamRequestId,
    costNanoUsd: null,
    priceId: null,
    blocked: !attempted && outcome.status >= 400 && outcome.status < 499,
    interrupted: outcome.interrupted,
    // Cut short, so the last usage that the upstream told is not its final one.
    estimated: attempted && outcome.interrupted,
  }
}

/** The place of the body is there from the start (exchange.ts), and empty until the step that fills it. */
const isIdentified = (exchange: Authenticated): exchange is Identified | Routed =>
  'body' in exchange && exchange.body !== undefined

/** What a row says of a request that was refused before identification, and before routing. */
const NOT_IDENTIFIED = {
  sessionId: null,
  client: { name: null, version: null },
  model: null,
  streaming: false,
  body: { bytes: Buffer.alloc(0) },
}
const NOT_ROUTED = { provider: null, servedModel: null }

const MAX_NAME_LENGTH = 200
const clip = (name: string | null): string | null => name?.slice(0, MAX_NAME_LENGTH) ?? null
