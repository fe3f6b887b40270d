import type { DecisionTrace } from '#server/domain/decision-trace'
import { selectProvider as decide } from '#server/domain/selection'
import type { SelectionFacts } from '#server/domain/selection'
import type { UpstreamFailure } from '#server/domain/upstream-failures'
import type { Clock } from '#server/platform/clock'
import type { Logger } from '#server/platform/logger'
import type { Counters } from './accounting/counters'
import type { Ledger } from './accounting/ledger'
import type { Admissions } from './admit-provider'
import { clientRequestOf, instructionsOf, startAttempt } from './attempt'
import { AttemptsUnderWay } from './attempts-under-way'
import { routeTo } from './exchange'
import type {
  AnswerProgress,
  AnswerReport,
  ConfigView,
  EarlyEnd,
  Guarded,
  LiveAnswer,
  Routed,
} from './exchange'
import { endOf, hedge } from './hedged-attempt'
import type { StartedAttempt } from './hedged-attempt'
import { NoProvider, selectProvider } from './selection/select-provider'
import type { SelectionView } from './selection/select-provider'
import type { Affinity } from './session/affinity'
import { followClient } from './stream/follow-client'
import { traceAttempt, traceRefusal } from './upstream/trace-attempt'
import { failOver } from './upstream/failover'
import type { EndedAttempt } from './upstream/failover'
import type { FirstByteTimes } from './upstream/first-byte-times'
import type { HealthReports } from './upstream/health-reports'
import { isMendable } from './translate/mend-request'
import { judgeFailure } from './upstream/judge-failure'
import type { Verdict } from './upstream/judge-failure'
import type { ProviderPools } from './upstream/provider-pools'
import type { RetryBudget } from './upstream/retry-budget'

export interface ProviderDeps {
  pools: ProviderPools
  health: HealthReports
  affinity: Affinity
  admissions: Admissions
  retryBudget: RetryBudget
  firstByteTimes: FirstByteTimes
  /** For schedules that name no time zone of their own. */
  timeZone: string
  counters: Counters
  clock: Clock
  log: Logger
}

export interface ServedRequest {
  config: ConfigView
  guarded: Guarded
  ledger: Ledger
  /** Where its session is at home. */
  bound: Awaited<ReturnType<Affinity['find']>>
}

/** Choose a provider, call it, and go on to the next as long as the client has seen nothing (FR-003, FR-005, FR-007).
 * @throws GatewayError when nobody could serve the request */
export async function serveByProvider(
  deps: ProviderDeps,
  { config, guarded, ledger, bound }: ServedRequest,
): Promise<AnswerReport> {
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
    ledger.follow(service)
    const { maxAttempts } = config.settings
    return await failOver(service, { maxAttempts, budget: deps.retryBudget })
  } finally {
    unfollow()
  }
}

/** Key over user over the default. */
const groupOf = ({ principal: { key, user } }: Guarded, { settings }: ConfigView): string | null =>
  (key.providerGroup ?? user.providerGroup ?? settings.defaultProviderGroup) || null

/** What a decision is made of; see `Exchange` for why it is copied by name. */
const factsOf = (
  { dialect, operation, model, group, seed }: RequestFacts,
  binding: SelectionFacts['binding'],
  tried: readonly string[],
  nowMs: number,
): SelectionFacts => ({ dialect, operation, model, group, seed, binding, tried, nowMs })

type RequestFacts = Omit<SelectionFacts, 'tried' | 'nowMs'>

/** One request's way through the providers. */
class Service implements LiveAnswer {
  readonly #trace: DecisionTrace
  #boundTo: string | null
  readonly #current = new AttemptsUnderWay()
  #ended: EarlyEnd | null = null
  /** What a provider has refused and would take when it is mended, by the provider's id. */
  readonly #refusals = new Map<string, string>()

  constructor(
    private readonly deps: ProviderDeps,
    private readonly config: ConfigView,
    private readonly guarded: Guarded,
    private readonly ledger: Ledger,
    private readonly facts: RequestFacts,
  ) {
    const { failBackIdleMs } = config.settings
    const options = { failBackIdleMs, timeZone: deps.timeZone }
    this.#trace = { v: 1, configVersion: config.version, facts, options, attempts: [] }
    this.#boundTo = facts.binding?.providerId ?? null
  }

  async route(tried: readonly string[]): Promise<Routed> {
    return this.adopt(await this.choose(tried))
  }

  private async choose(tried: readonly string[]): Promise<Routed> {
    const nowMs = this.deps.clock.nowMs()
    const facts = factsOf(this.facts, this.facts.binding, tried, nowMs)
    return selectProvider(this.guarded, facts, this.view(nowMs)).catch((error: unknown) => {
      // The row of a request that nobody could serve tells why as well.
      if (error instanceof NoProvider && tried.length === 0) {
        this.#trace.attempts.push(traceRefusal(error.candidates, nowMs))
        this.ledger.advance(this.guarded, this.#trace)
      }
      throw error
    })
  }

  /** From now on the request, and its session, belong to this provider. */
  private adopt(routed: Routed): Routed {
    this.#boundTo = this.deps.affinity.follow(routed, this.#boundTo)
    this.ledger.advance(routed, this.#trace)
    return routed
  }

  async attempt(routed: Routed, tried: readonly string[]): Promise<readonly EndedAttempt[]> {
    if (this.#ended) {
      const result = { kind: 'aborted', reason: this.#ended, metered: null } as const
      return [{ routed, result, wording: null }]
    }
    const first = this.start(routed)
    const afterMs = this.hedgesAfterMs(routed)
    const startNext = () => this.startNext([...tried, routed.provider.id])
    const ended = afterMs === null ? [await endOf(first)] : await hedge(first, { afterMs, startNext })
    this.#current.clear()
    const { answering } = this.#current
    if (answering && answering !== routed) this.adopt(answering)
    return ended
  }

  /** A second call may cost as much again, and a strict budget has room for one alone. */
  private hedgesAfterMs({ provider, probe }: Routed): number | null {
    if (!provider.hedge || probe || this.config.settings.budgetMode === 'strict') return null
    return this.deps.firstByteTimes.p95(provider.id)
  }

  private start(routed: Routed): StartedAttempt {
    const { settings } = this.config
    const refusal = this.#refusals.get(routed.provider.id) ?? ''
    return this.#current.start(routed, (claim) =>
      startAttempt(routed, this.deps, { settings, refusal, claim }),
    )
  }

  /** Another provider for the same request, while the first one is silent. */
  private async startNext(tried: readonly string[]): Promise<StartedAttempt | null> {
    if (this.#ended || !this.deps.retryBudget.spend()) return null
    try {
      return this.start(await this.choose(tried))
    } catch (error) {
      if (error instanceof NoProvider) return null
      throw error
    }
  }

  judge(routed: Routed, failure: UpstreamFailure): Verdict {
    const { provider } = routed
    const verdict = judgeFailure(failure, this.config.errorRules, provider.dialect)
    if (verdict.retry !== 'none' || !this.isMendable(routed, failure)) return verdict
    this.#refusals.set(provider.id, failure.detail)
    return { ...verdict, retry: 'mended' }
  }

  /** Once for each provider: what was mended and is refused again is the client's to know. */
  private isMendable(routed: Routed, { kind, detail }: UpstreamFailure): boolean {
    const { route, provider } = routed
    if (kind !== 'client_fault' || route.operation !== 'generate' || this.#refusals.has(provider.id))
      return false
    const { settings } = this.config
    return isMendable(clientRequestOf(routed), {
      to: provider.dialect,
      refusal: detail,
      repairsOff: settings.repairsOff,
      instructions: instructionsOf(provider, settings),
    })
  }

  ended(attempt: EndedAttempt, verdict: Verdict | null): void {
    const { routed, result } = attempt
    const nowMs = this.deps.clock.nowMs()
    const { attempts } = this.#trace
    const lost =
      result.kind === 'aborted' && result.metered ? this.ledger.billLost(routed, result.metered) : null
    attempts.push(traceAttempt(attempt, { verdict, lost, nowMs }))
    // In the order of the decisions, in which they are replayed; with hedging, a later one can end first.
    if (attempts.length > 1) attempts.sort((a, b) => a.atMs - b.atMs)
    if (result.kind === 'answered')
      this.deps.affinity.dismiss(this.guarded, routed.provider, this.#ended !== 'terminated')
    else this.deps.admissions.withdraw(this.guarded, routed.provider)
    if (result.kind === 'failed') {
      if (verdict === null) return
      const { quarantineMs } = this.config.settings
      this.deps.health.failed(routed, result.failure, verdict, { nowMs, quarantineMs })
      this.logFailure(routed, result.failure)
      return
    }
    this.deps.health.ended(routed, result, { nowMs, endedEarly: this.#ended !== null })
    if (result.kind === 'answered' && result.broke) this.leave(routed, nowMs)
  }

  /** The provider broke in the middle of an answer: the session moves to the next one, if there is any. Unbound alone it
   * would come back, because by weight a session goes to the same provider again. */
  private leave(routed: Routed, nowMs: number): void {
    const from = routed.provider.id
    const { providers, availabilityOf, options } = this.view(nowMs)
    const facts = factsOf(this.facts, null, [from], nowMs)
    const decision = decide(facts, providers, availabilityOf, options)
    const { provider } = decision
    if (provider) {
      const choice = {
        provider,
        decision,
        servedModel: decision.servedModel,
        decidedAtMs: nowMs,
        probe: false,
      }
      this.deps.affinity.follow(routeTo(routed, choice), from)
    } else this.deps.affinity.leave(this.guarded, from)
  }

  followClient(): () => void {
    return followClient({
      response: this.guarded.response,
      graceMs: this.config.settings.clientGoneDrainMs,
      drained: () => this.#current.drainedBytes,
      onGone: () => {
        this.#ended ??= 'client_gone'
        this.deps.counters.clientsGone += 1
        this.#current.drain()
      },
      abort: () => {
        this.#current.abort('client_gone')
      },
    })
  }

  terminate(): void {
    this.#ended ??= 'terminated'
    this.#current.terminate()
  }

  progress(): AnswerProgress | null {
    return this.#current.shown()?.progress() ?? null
  }

  preview(open: boolean): string | null {
    return this.#current.shown()?.preview(open) ?? null
  }

  private view(nowMs: number): SelectionView {
    const { health, admissions } = this.deps
    return {
      providers: this.config.providers,
      options: this.#trace.options,
      availabilityOf: (provider, model) => health.availabilityOf(provider, model, nowMs),
      admit: (provider) => admissions.admit(this.guarded, provider, this.config),
      withdraw: (provider) => {
        admissions.withdraw(this.guarded, provider)
      },
      takePermit: (provider) => health.takePermit(provider, nowMs),
    }
  }

  private logFailure(
    { requestId, provider }: Routed,
    { kind, status, errorType }: { kind: string; status: number | null; errorType: string | null },
  ): void {
    this.deps.log.warn({ requestId, provider: provider.name, kind, status, errorType }, 'a provider failed')
  }
}
