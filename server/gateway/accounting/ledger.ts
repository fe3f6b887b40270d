import type { AttemptTrace, DecisionTrace } from '#server/domain/decision-trace'
import { limitedKey, limitedProvider, limitedUser, sessionPools } from '#server/domain/gauge-cache'
import { terminated } from '#server/domain/errors'
import type { GaugeCache } from '#server/domain/gauge-cache'
import type { KeyRecord, UserRecord } from '#server/domain/principal'
import type { RequestLogRow } from '#server/domain/request-log'
import type { Usage } from '#server/domain/usage'
import type { Clock } from '#server/platform/clock'
import { encodeRow } from '#server/stores/request-log-columns'
import type { Settlement, SpendState } from '#server/stores/spend-state'
import { leaseMember } from '../exchange'
import type {
  AnswerReading,
  Authenticated,
  ConfigView,
  Guarded,
  Identified,
  LiveAnswer,
  Routed,
  Settled,
} from '../exchange'
import { chargeOf, HUB_STOPPED } from './charge'
import type { Charge } from './charge'
import { countStatus } from './counters'
import type { Counters } from './counters'
import type { LiveRequests } from './live-requests'

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
  serviceTier: string | null
}

/** The one row of one request. It is opened right after authentication and written exactly once, whatever happens. */
export interface Ledger {
  /** Remember how far the request has come.
   * @param trace of the routing; attempts are added to it as they end
   * @throws GatewayError terminated, when somebody has ended the request before any provider was asked for it */
  advance(exchange: Authenticated | Identified | Guarded | Routed, trace?: DecisionTrace): void
  /** From now on the answer can be looked at and ended from outside; at once, if somebody has asked for its end before. */
  follow(answer: LiveAnswer): void
  /** The row, encoded, of a request of which nothing more will be heard. */
  readonly intend: (exchange: Identified, nanoUsd: bigint) => string
  /** Count what an attempt costs that another one was quicker than: the request costs as much more.
   * @returns for the trace */
  billLost(routed: Routed, metered: AnswerReading): NonNullable<AttemptTrace['bill']>
  /** Write the row, and give back what was reserved. The first call counts, later ones do nothing. */
  settle(outcome: Outcome): Settled
}

export interface Accounting {
  /** @param end answers a request that is ended from outside before any provider was asked for it */
  open(exchange: Authenticated, end: () => void): Ledger
}

interface AccountingDeps {
  /** @param row encoded */
  append: (requestId: string, row: string) => void
  spend: Pick<SpendState, 'settle'>
  gauges: GaugeCache
  /** As it is when a request ends. */
  config: () => Pick<ConfigView, 'prices' | 'providers' | 'settings'> & {
    users: ReadonlyMap<string, UserRecord>
  }
  /** The record of a key as it is now, if it is at hand. */
  currentKey: (key: KeyRecord) => KeyRecord
  noteKeyUse: (keyId: string, atMs: number) => void
  counters: Counters
  live: Pick<LiveRequests, 'open' | 'close'>
  clock: Clock
}

export function createAccounting(deps: AccountingDeps): Accounting {
  const { counters, clock } = deps
  return {
    open(first, end) {
      const live = deps.live.open(first, end)
      let trace: DecisionTrace | null = null
      let settled: Settled | null = null
      let lost: bigint | null = null
      counters.inFlight += 1
      return {
        advance(exchange, tracing) {
          live.exchange = exchange
          if (live.terminated && !live.answer) throw terminated()
          if (tracing) trace = tracing
        },
        follow(answer) {
          live.answer = answer
          if (live.terminated) answer.terminate()
        },
        intend: (exchange, nanoUsd) => encodeRow(intendedRow(exchange, nanoUsd, clock)),
        billLost(routed, metered) {
          const charge = chargeOf(routed, { ...metered, interrupted: false }, deps.config())
          lost = (lost ?? 0n) + (charge.costNanoUsd ?? 0n)
          return { ...charge, usage: metered.usage, costNanoUsd: charge.costNanoUsd?.toString() ?? null }
        },
        settle(outcome) {
          if (settled) return settled
          const latest = live.exchange
          counters.requests += 1
          countStatus(counters, outcome.status)
          const charge = withLost(chargeOf(latest, outcome, deps.config()), lost)
          const row = encodeRow(makeRow(latest, trace, outcome, charge, clock))
          const bill = { costNanoUsd: charge.costNanoUsd, row, outcome }
          const told = isGuarded(latest) && deps.spend.settle(settlementOf(latest, bill, deps))
          const append = () => {
            deps.append(first.requestId, row)
            counters.inFlight -= 1
          }
          // A limit that is read from the database in between must not count the row twice.
          if (told instanceof Promise) void told.then(append, append)
          else append()
          deps.noteKeyUse(latest.principal.key.id, latest.startedAtMs)
          deps.live.close(live, outcome.status, clock.nowMs())
          settled = { status: outcome.status, errorCode: outcome.errorCode, interrupted: outcome.interrupted }
          return settled
        },
      }
    },
  }
}

/** @param lost null when no attempt has lost a race */
const withLost = (charge: Charge, lost: bigint | null): Charge =>
  lost === null || charge.costNanoUsd === null
    ? charge
    : { ...charge, costNanoUsd: charge.costNanoUsd + lost }

/** Limits may have changed since the request began: what it cost counts for those of now. */
function settlementOf(
  exchange: Guarded | Routed,
  { costNanoUsd, row, outcome }: Pick<Charge, 'costNanoUsd'> & { row: string; outcome: Outcome },
  { config, currentKey, gauges, clock }: AccountingDeps,
): Settlement {
  const nowMs = clock.nowMs()
  const { principal, requestId, startedAtMs, sticky } = exchange
  const { users, providers } = config()
  const now = { key: currentKey(principal.key), user: users.get(principal.user.id) ?? principal.user }
  const limited = [limitedUser(now), limitedKey(now)]
  if ('provider' in exchange) {
    const { provider } = exchange
    limited.push(limitedProvider(providers.find(({ id }) => id === provider.id) ?? provider))
  }
  const member = leaseMember(exchange)
  // Who ends a session from outside makes room for another one.
  const leaves = !sticky || outcome.errorCode === 'terminated'
  return {
    requestId,
    startedAtMs,
    nanoUsd: Number(costNanoUsd ?? 0n),
    subjects: limited.map(({ subject }) => subject),
    // Those of now as well: the state knows from them that they have not missed anything.
    gauges: limited.flatMap((one) => union(gauges.of(one, startedAtMs), gauges.of(one, nowMs))),
    dismiss: leaves ? sessionPools(principal).map(({ pool }) => ({ pool, member })) : [],
    row,
  }
}

/** As a rule they are the same list. */
const union = <T>(some: readonly T[], others: readonly T[]): readonly T[] =>
  some === others ? some : [...new Set([...some, ...others])]

/** What is known of a request when it goes upstream, and must do if nothing more is ever heard of it. */
const intendedRow = (exchange: Identified, nanoUsd: bigint, clock: Clock): RequestLogRow =>
  makeRow(exchange, null, HUB_STOPPED, { costNanoUsd: nanoUsd, priceId: null, costMultiplier: null }, clock)

/** Field by field: objects put together by spreading cost as much as everything else here. */
function makeRow(
  exchange: Authenticated | Identified | Guarded | Routed,
  trace: DecisionTrace | null,
  outcome: Outcome,
  charge: Charge,
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
    costNanoUsd: charge.costNanoUsd,
    priceId: charge.priceId,
    costMultiplier: charge.costMultiplier,
    serviceTier: clip(outcome.serviceTier),
    blocked: !attempted && isRefusal(outcome),
    interrupted: outcome.interrupted,
    // Cut short, so the last usage that the upstream told is not its final one.
    estimated: outcome.interrupted && (attempted || outcome === HUB_STOPPED),
  }
}

/** The place of the body is there from the start (exchange.ts), and empty until the step that fills it. */
const isIdentified = (exchange: Authenticated): exchange is Identified | Routed =>
  'body' in exchange && exchange.body !== undefined

const isGuarded = (exchange: Authenticated): exchange is Guarded | Routed =>
  'guarded' in exchange && exchange.guarded === true

const isRefusal = ({ status, interrupted }: Outcome): boolean => !interrupted && status >= 400 && status < 499

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
