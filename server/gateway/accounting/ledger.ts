import type { GatewayError } from '#server/domain/errors'
import type { RequestLogRow } from '#server/domain/request-log'
import { NO_USAGE } from '#server/domain/usage'
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
  /** Remember how far the request has come. */
  advance(exchange: Authenticated | Identified | Routed): void
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
      let settled: Settled | null = null
      deps.counters.inFlight += 1
      return {
        advance(exchange) {
          latest = exchange
        },
        settle(outcome) {
          if (settled) return settled
          deps.counters.inFlight -= 1
          deps.counters.requests += 1
          countStatus(deps.counters, outcome.status)
          deps.append(makeRow(latest, outcome, deps.clock))
          deps.noteKeyUse(latest.principal.key.id, latest.startedAtMs)
          settled = { status: outcome.status, errorCode: outcome.errorCode, interrupted: outcome.interrupted }
          return settled
        },
      }
    },
  }
}

/** The outcome of a request that the hub itself refused or failed. */
export function refusal(error: GatewayError): Outcome {
  return {
    status: error.rule.status,
    errorCode: error.code,
    interrupted: error.code === 'client_gone',
    responseBytes: 0,
    ttfbMs: null,
    upstreamRequestId: null,
    usage: NO_USAGE,
    rawUsage: null,
    stopReason: null,
    servedModel: null,
  }
}

function makeRow(exchange: Authenticated | Identified | Routed, outcome: Outcome, clock: Clock): RequestLogRow {
  const identified = 'body' in exchange ? exchange : null
  const routed = 'provider' in exchange ? exchange : null
  const { route, principal } = exchange
  return {
    id: exchange.requestId,
    startedAtMs: exchange.startedAtMs,
    userId: principal.user.id,
    apiKeyId: principal.key.id,
    sessionId: identified?.sessionId ?? null,
    clientName: identified?.client.name ?? null,
    clientVersion: identified?.client.version ?? null,
    endpoint: route.endpoint,
    clientDialect: route.dialect,
    providerDialect: routed?.provider.dialect ?? null,
    requestedModel: clip(identified?.model ?? null),
    servedModel: clip(routed?.servedModel ?? outcome.servedModel),
    providerId: routed?.provider.id ?? null,
    attempts: routed ? 1 : 0,
    trace: routed ? { candidates: routed.candidates } : null,
    status: outcome.status,
    errorCode: outcome.errorCode,
    streaming: identified?.streaming ?? false,
    ttfbMs: rounded(outcome.ttfbMs),
    totalMs: Math.round(clock.monotonicMs() - exchange.startedMonotonicMs),
    requestBytes: identified?.body.bytes.length ?? 0,
    responseBytes: outcome.responseBytes,
    usage: outcome.usage,
    rawUsage: outcome.rawUsage,
    stopReason: outcome.stopReason,
    upstreamRequestId: outcome.upstreamRequestId,
    costNanoUsd: null,
    priceId: null,
    blocked: routed === null && outcome.status >= 400 && outcome.status < 500 && outcome.status !== 499,
    interrupted: outcome.interrupted,
    // Cut short, so the last usage the upstream told is not its final one.
    estimated: outcome.interrupted && routed !== null,
  }
}

const MAX_NAME_LENGTH = 200
const clip = (name: string | null): string | null => name?.slice(0, MAX_NAME_LENGTH) ?? null
const rounded = (ms: number | null): number | null => (ms === null ? null : Math.round(ms))
