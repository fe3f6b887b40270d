import type { DecisionTrace } from '#server/domain/decision-trace'
import { availability, HEALTHY } from '#server/domain/provider-health'
import type { RuntimeProvider } from '#server/domain/provider'
import type { SelectionFacts } from '#server/domain/selection'
import type { Clock } from '#server/platform/clock'
import type { Logger } from '#server/platform/logger'
import { fingerprint } from '#server/platform/fingerprint'
import type { HealthBoard } from '#server/stores/health-board'
import type { Counters } from './accounting/counters'
import type { Ledger } from './accounting/ledger'
import { startAttempt } from './attempt'
import type { Attempt } from './attempt'
import type { AnswerReport, AttemptResult, ConfigView, Guarded, Routed } from './exchange'
import { NoProvider, selectProvider } from './selection/select-provider'
import type { SelectionView } from './selection/select-provider'
import type { Affinity } from './session/affinity'
import { followClient } from './stream/follow-client'
import { traceAttempt, traceRefusal } from './upstream/trace-attempt'
import { failOver } from './upstream/failover'
import { healthEvent, judgeFailure } from './upstream/judge-failure'
import type { Verdict } from './upstream/judge-failure'
import type { ProviderPools } from './upstream/provider-pools'
import type { RetryBudget } from './upstream/retry-budget'

export interface ProviderDeps {
  pools: ProviderPools
  health: HealthBoard
  affinity: Affinity
  retryBudget: RetryBudget
  /** For schedules that name no time zone of their own. */
  timeZone: string
  counters: Counters
  clock: Clock
  log: Logger
}

/** Choose a provider, call it, and go on to the next as long as the client has seen nothing (FR-003, FR-005, FR-007).
 * @throws GatewayError when nobody could serve the request */
export async function serveByProvider(
  deps: ProviderDeps,
  config: ConfigView,
  guarded: Guarded,
  ledger: Ledger,
): Promise<AnswerReport> {
  const bound = await deps.affinity.find(guarded)
  const service = new Service(deps, config, guarded, ledger, {
    dialect: guarded.route.dialect,
    operation: guarded.route.operation,
    model: guarded.model,
    group: groupOf(guarded, config),
    seed: guarded.sessionId ?? guarded.requestId,
    binding: bound && { providerId: bound.providerId, lastUsedAtMs: bound.lastUsedAtMs },
  })
  const unfollow = service.followClient()
  try {
    const { maxAttempts } = config.settings
    return await failOver(service, { maxAttempts, budget: deps.retryBudget })
  } finally {
    unfollow()
  }
}

/** Key over user over the default. */
function groupOf({ principal: { key, user } }: Guarded, { settings }: ConfigView): string | null {
  const group = key.providerGroup ?? user.providerGroup ?? settings.defaultProviderGroup
  return group === '' ? null : group
}

/** A probe that is never answered gives its permit back after this long. */
const PERMIT_LEASE_MARGIN_MS = 30_000

/** One request's way through the providers. */
class Service {
  readonly #trace: DecisionTrace
  #boundTo: string | null
  #current: Attempt | null = null
  #clientGone = false

  constructor(
    private readonly deps: ProviderDeps,
    private readonly config: ConfigView,
    private readonly guarded: Guarded,
    private readonly ledger: Ledger,
    private readonly facts: Omit<SelectionFacts, 'tried' | 'nowMs'>,
  ) {
    const { failBackIdleMs } = config.settings
    const options = { failBackIdleMs, timeZone: deps.timeZone }
    this.#trace = { v: 1, configVersion: config.version, facts, options, attempts: [] }
    this.#boundTo = facts.binding?.providerId ?? null
  }

  async route(tried: readonly string[]): Promise<Routed> {
    const nowMs = this.deps.clock.nowMs()
    const facts = { ...this.facts, tried, nowMs }
    const routed = await selectProvider(this.guarded, facts, this.view(nowMs)).catch((error: unknown) => {
      // The row of a request that nobody could serve tells why as well.
      if (error instanceof NoProvider && tried.length === 0) {
        this.#trace.attempts.push(traceRefusal(error.candidates, nowMs))
        this.ledger.advance(this.guarded, this.#trace)
      }
      throw error
    })
    this.#boundTo = this.deps.affinity.follow(routed, this.#boundTo)
    this.ledger.advance(routed, this.#trace)
    return routed
  }

  async attempt(routed: Routed): Promise<AttemptResult> {
    if (this.#clientGone) return { kind: 'aborted', reason: 'client_gone' }
    this.#current = startAttempt(routed, this.deps)
    return this.#current.result
  }

  judge({ provider }: Routed, failure: Parameters<typeof judgeFailure>[0]): Verdict {
    return judgeFailure(failure, this.config.errorRules, provider.dialect)
  }

  ended(routed: Routed, result: AttemptResult, verdict: Verdict | null): void {
    const nowMs = this.deps.clock.nowMs()
    this.#trace.attempts.push(traceAttempt(routed, result, verdict, nowMs))
    const { provider, probe } = routed
    const report = (event: Parameters<HealthBoard['report']>[2], errorCode: string | null) => {
      this.deps.health.report(provider.id, provider.circuit, event, nowMs, { errorCode })
    }
    if (result.kind === 'failed' && verdict) {
      const { servedModel } = routed
      const { quarantineMs } = this.config.settings
      const call = { probe, nowMs, servedModel, credential: fingerprint(provider.credential), quarantineMs }
      report(healthEvent(verdict, result.failure, call), result.failure.kind)
      this.logFailure(routed, result.failure)
    } else if (result.kind === 'aborted' || result.kind === 'failed')
      report({ outcome: 'neutral', probe }, null)
    else if (result.broke) {
      report({ outcome: 'failure', probe }, result.broke)
      this.deps.affinity.leave(this.guarded, provider.id)
    } else report({ outcome: this.#clientGone ? 'neutral' : 'success', probe }, null)
  }

  followClient(): () => void {
    return followClient({
      response: this.guarded.response,
      graceMs: this.config.settings.clientGoneDrainMs,
      drained: () => this.#current?.drainedBytes ?? 0,
      onGone: () => {
        this.#clientGone = true
        this.deps.counters.clientsGone += 1
        this.#current?.drain()
      },
      abort: () => this.#current?.abort('client_gone'),
    })
  }

  private view(nowMs: number): SelectionView {
    const { health } = this.deps
    return {
      providers: this.config.providers,
      options: this.#trace.options,
      availabilityOf(provider, model) {
        const known = health.get(provider.id)
        if (known === HEALTHY) return 'ready'
        const credential = fingerprint(provider.credential)
        return availability(known, provider.circuit, { model, credential, nowMs })
      },
      takePermit: (provider) =>
        health.takePermit(provider.id, provider.circuit, nowMs, permitLeaseMs(provider)),
    }
  }

  private logFailure(
    { requestId, provider }: Routed,
    { kind, status, errorType }: { kind: string; status: number | null; errorType: string | null },
  ): void {
    this.deps.log.warn({ requestId, provider: provider.name, kind, status, errorType }, 'a provider failed')
  }
}

const permitLeaseMs = ({ timeouts }: RuntimeProvider): number =>
  Math.max(timeouts.totalMs, timeouts.firstByteMs) + PERMIT_LEASE_MARGIN_MS
