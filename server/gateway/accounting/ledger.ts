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

function makeRow(
  exchange: Authenticated | Identified | Routed,
  outcome: Outcome,
  clock: Clock,
): RequestLogRow {
  const { route, principal } = exchange
  const { servedModel, ttfbMs, ...rest } = outcome
  const asked = askedFor(exchange)
  const served = servedBy(exchange)
  return {
    id: exchange.requestId,
    startedAtMs: exchange.startedAtMs,
    userId: principal.user.id,
    apiKeyId: principal.key.id,
    endpoint: route.endpoint,
    clientDialect: route.dialect,
    ...asked,
    ...served,
    servedModel: clip(served.servedModel ?? servedModel),
    ...rest,
    ttfbMs: ttfbMs === null ? null : Math.round(ttfbMs),
    totalMs: Math.round(clock.monotonicMs() - exchange.startedMonotonicMs),
    costNanoUsd: null,
    priceId: null,
    blocked: served.attempts === 0 && outcome.status >= 400 && outcome.status < 499,
    // Cut short, so the last usage that the upstream told is not its final one.
    estimated: served.attempts > 0 && outcome.interrupted,
  }
}

/** What identification found; a request that was refused before it has none of it. */
function askedFor(exchange: Authenticated | Identified) {
  if (!('body' in exchange))
    return {
      sessionId: null,
      clientName: null,
      clientVersion: null,
      requestedModel: null,
      streaming: false,
      requestBytes: 0,
    }
  const { sessionId, client, model, streaming, body } = exchange
  return {
    sessionId,
    clientName: client.name,
    clientVersion: client.version,
    requestedModel: clip(model),
    streaming,
    requestBytes: body.bytes.length,
  }
}

function servedBy(exchange: Authenticated | Routed) {
  if (!('provider' in exchange))
    return { providerId: null, providerDialect: null, servedModel: null, attempts: 0, trace: null }
  const { provider, servedModel, candidates } = exchange
  return {
    providerId: provider.id,
    providerDialect: provider.dialect,
    servedModel,
    attempts: 1,
    trace: { candidates },
  }
}

const MAX_NAME_LENGTH = 200
const clip = (name: string | null): string | null => name?.slice(0, MAX_NAME_LENGTH) ?? null
