import { estimateCost } from '#server/domain/estimate-cost'
import type { Offer, RequestSize } from '#server/domain/estimate-cost'
import { limitedKey, limitedProvider, limitedUser, sessionPools } from '#server/domain/gauge-cache'
import type { GaugeCache } from '#server/domain/gauge-cache'
import type { Gauge } from '#server/domain/gauges'
import type { Settings } from '#server/domain/settings'
import type { Clock } from '#server/platform/clock'
import type { MaybePromise } from '#server/stores/shared-state'
import type { Claim, Lease, Order, SpendState, Verdict } from '#server/stores/spend-state'
import { leaseMember } from '../exchange'
import type { ConfigView, Guarded, Identified, LimitReading } from '../exchange'
import { budgetUnavailable, limitRefusal } from './limit-refusal'
import { createOffers, offerOf } from './offers'
import { sizeOf } from './request-size'

/** The limits of users, keys and providers (FR-011, FR-012). */
export interface Quota {
  /** Reserve what a request may use of its user's and its key's limits, all of it in one step. When it has resolved, the
   * intent survives the end of the process.
   * @param intend the log row to be written if nothing more is heard of the request, and what it bills
   * @throws GatewayError with a 429 that names the limit; 503 when what was spent cannot be known and must be */
  hold(exchange: Identified, config: ConfigView, intend: Intend): Promise<Held>
  /** The same of a provider's limits. @returns false when it has no room */
  holdProvider(
    exchange: Guarded,
    provider: ConfigView['providers'][number],
    config: ConfigView,
  ): MaybePromise<boolean>
  /** That provider did not serve the request. */
  releaseProvider(exchange: Guarded, provider: ConfigView['providers'][number]): void
}

export type Intend = (exchange: Identified, nanoUsd: bigint) => string
export type Held = Pick<Guarded, 'size' | 'reservedNanoUsd' | 'limits'>

/** Operations that a provider bills. */
const BILLED: ReadonlySet<string> = new Set(['generate', 'compact', 'embed', 'code-assist'])
/** How often a session that waits looks again. */
const QUEUE_STEP_MS = 100

export function createQuota(deps: {
  spend: Pick<SpendState, 'reserve' | 'release'>
  gauges: GaugeCache
  clock: Clock
  /** A request was refused, or went elsewhere, for want of room. */
  onFull?: (gauge: Gauge) => void
}): Quota {
  const { spend, gauges, clock } = deps
  const offersOf = createOffers()

  const costOf = ({ route }: Identified, size: RequestSize, offers: readonly Offer[], settings: Settings) =>
    BILLED.has(route.operation)
      ? estimateCost(settings.budgetMode, size, offers, settings.strictOutputTokens)
      : 0n

  /** Asked again until there is room for the session, or it has waited for long enough. */
  const reserve = async (order: Order, { response }: Identified, queueMs: number): Promise<Verdict> => {
    const untilMs = order.nowMs + queueMs
    let verdict = await spend.reserve(order)
    while (verdict.kind === 'refused' && 'lease' in verdict.refusal) {
      const nowMs = clock.nowMs()
      if (nowMs >= untilMs || response.destroyed) break
      await new Promise((resolve) => setTimeout(resolve, Math.min(QUEUE_STEP_MS, untilMs - nowMs)))
      verdict = await spend.reserve({ ...order, nowMs: clock.nowMs() })
    }
    return verdict
  }

  const noteFull = (verdict: Verdict): void => {
    if (verdict.kind === 'refused' && 'claim' in verdict.refusal) deps.onFull?.(verdict.refusal.claim.gauge)
  }
  const isHeld = (verdict: Verdict): boolean => {
    noteFull(verdict)
    return verdict.kind === 'reserved'
  }

  return {
    async hold(exchange, config, intend) {
      const { principal, route, model, requestId, startedAtMs } = exchange
      const { settings } = config
      const size = sizeOf(exchange)
      const nanoUsd = costOf(exchange, size, offersOf(config, route.dialect, model), settings)
      const claims = claimsOf(
        [...gauges.of(limitedUser(principal), startedAtMs), ...gauges.of(limitedKey(principal), startedAtMs)],
        nanoUsd,
      )
      const order: Order = {
        requestId,
        nowMs: startedAtMs,
        claims,
        leases: leasesOf(exchange, settings.sessionTtlMs),
        // The list of models is asked for and kept by the hub itself; nobody bills it.
        intent:
          route.operation === 'models'
            ? null
            : {
                row: intend(exchange, nanoUsd),
                nanoUsd: Number(nanoUsd),
                startedAtMs,
                subjects: [
                  { kind: 'user', id: principal.user.id },
                  { kind: 'key', id: principal.key.id },
                ],
              },
      }
      const verdict = await reserve(order, exchange, settings.sessionQueueMs)
      noteFull(verdict)
      if (verdict.kind === 'refused') throw limitRefusal(verdict, clock.nowMs())
      if (verdict.kind !== 'reserved') throw budgetUnavailable()
      const limits = settings.limitHeaders === 'on' ? readings(claims, verdict.used) : []
      return { size, reservedNanoUsd: nanoUsd, limits }
    },

    holdProvider(exchange, provider, config) {
      const own = gauges.of(limitedProvider(provider), exchange.startedAtMs)
      if (own.length === 0) return true
      const { model, route, requestId, size } = exchange
      const offers = model === null ? [] : offerOf(config, provider, route.dialect, model)
      const claims = claimsOf(own, costOf(exchange, size, offers, config.settings))
      const verdict = spend.reserve({ requestId, nowMs: clock.nowMs(), claims, leases: [], intent: null })
      return verdict instanceof Promise ? verdict.then(isHeld) : isHeld(verdict)
    },

    releaseProvider({ requestId, startedAtMs }, provider) {
      const limited = limitedProvider(provider)
      if (gauges.of(limited, startedAtMs).length > 0) void spend.release(requestId, limited.subject)
    },
  }
}

const claimsOf = (gauges: readonly Gauge[], nanoUsd: bigint): Claim[] =>
  gauges.map((gauge) => ({ gauge, amount: gauge.unit === 'requests' ? 1 : Number(nanoUsd) }))

function leasesOf(exchange: Identified, ttlMs: number): Lease[] {
  const pools = sessionPools(exchange.principal)
  if (pools.length === 0) return []
  const member = leaseMember(exchange)
  return pools.map(({ pool, limit }) => ({ pool, limit, member, ttlMs }))
}

const readings = (claims: readonly Claim[], used: readonly number[]): LimitReading[] =>
  claims.map(({ gauge }, at) => ({ gauge, used: used[at] ?? 0 }))
