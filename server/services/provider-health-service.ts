import { phaseAt } from '#server/domain/circuit'
import type { CircuitConfig, CircuitPhase } from '#server/domain/circuit'
import type { Page } from '#server/domain/page'
import type { RuntimeProvider } from '#server/domain/provider'
import { availability } from '#server/domain/provider-health'
import type { HealthStatus, ProviderHealth } from '#server/domain/provider-health'
import { fingerprint } from '#server/platform/fingerprint'
import type { HealthBoard } from '#server/stores/health-board'
import type { HealthHistoryRow, PageRequest, ProviderHealthStore } from '#server/stores/interfaces'
import type { OutcomeSeries } from '#server/stores/shared-state'
import type { HealthHistory } from './health-history'
import { ServiceError } from './service-error'

/** Calls and how many of them failed. */
export interface ErrorRate {
  calls: number
  failed: number
  /** 0..1; null without calls. */
  rate: number | null
}

type ProviderStatus = Exclude<HealthStatus, 'model_cooldown'>

/** How a provider is now. Times are epoch milliseconds. */
export interface ProviderHealthSummary {
  providerId: string
  name: string
  enabled: boolean
  /** Whether it takes traffic, apart from its schedule; a mark on one model is not looked at. */
  status: 'disabled' | ProviderStatus
  phase: CircuitPhase
  last5m: ErrorRate
  last60m: ErrorRate
  lastSuccessAtMs: number | null
  lastFailureAtMs: number | null
  /** Kind of the last failure. */
  lastError: string | null
}

export interface ProviderHealthReport extends ProviderHealthSummary {
  circuit: {
    config: CircuitConfig
    /** Failures in a row, while closed. */
    failures: number
    /** Successful probes, while half-open. */
    successes: number
    probesUnderWay: number
    /** When probes begin, while open. */
    openUntilMs: number | null
    changedAtMs: number | null
  }
  cooldownUntilMs: number | null
  /** Of the present credential. */
  quarantinedUntilMs: number | null
  models: { model: string; untilMs: number }[]
  /** The last hour minute by minute, oldest first, quiet minutes too. */
  minutes: OutcomeSeries['minutes']
}

/** FR-017. @throws ServiceError not_found, of every method that takes an id */
export interface ProviderHealthService {
  list(): Promise<ProviderHealthSummary[]>
  get(id: string): Promise<ProviderHealthReport>
  /** Newest first. */
  history(id: string, page: PageRequest): Promise<Page<HealthHistoryRow>>
  /** Circuit closed, every mark lifted, on all instances. */
  reset(id: string): Promise<ProviderHealthReport>
}

export interface ProviderHealthServiceOptions {
  /** Those of the configuration in force. */
  providers: () => readonly RuntimeProvider[]
  health: Pick<HealthBoard, 'get' | 'series' | 'reset'>
  providerHealth: Pick<ProviderHealthStore, 'list'>
  healthHistory: Pick<HealthHistory, 'flush'>
  nowMs: () => number
}

const MINUTE_MS = 60_000
const CHART_MINUTES = 60

export function createProviderHealthService(options: ProviderHealthServiceOptions): ProviderHealthService {
  const { providers, health, providerHealth, healthHistory, nowMs } = options

  const find = (id: string): RuntimeProvider => {
    const provider = providers().find((candidate) => candidate.id === id)
    if (!provider) throw ServiceError.notFound('provider', id)
    return provider
  }

  const read = async (provider: RuntimeProvider): Promise<ProviderHealthReport> => {
    const now = nowMs()
    const since = minuteOf(now) - (CHART_MINUTES - 1) * MINUTE_MS
    // The first question about a provider is what makes the board look; by the time the series is there, it knows.
    health.get(provider.id)
    const series = await health.series(provider.id, since)
    return report(provider, health.get(provider.id), fillMinutes(series, since), now)
  }

  return {
    list: () => Promise.all(providers().map(read)),
    get: async (id) => read(find(id)),
    async history(id, page) {
      find(id)
      // What this process has just seen is there to be read.
      await healthHistory.flush()
      return providerHealth.list(id, page)
    },
    async reset(id) {
      const provider = find(id)
      await health.reset(id)
      return read(provider)
    },
  }
}

function report(
  provider: RuntimeProvider,
  health: ProviderHealth,
  series: OutcomeSeries,
  nowMs: number,
): ProviderHealthReport {
  const { id, name, enabled, circuit: config } = provider
  const { circuit, cooldownUntilMs, quarantine } = health
  const { minutes, lastSuccessAtMs, lastFailureAtMs, lastError } = series
  const credential = fingerprint(provider.credential)
  const future = (untilMs: number): number | null => (untilMs > nowMs ? untilMs : null)
  const phase = phaseAt(circuit, nowMs)
  return {
    providerId: id,
    name,
    enabled,
    status: enabled ? status(health, config, { credential, nowMs }) : 'disabled',
    phase,
    last5m: rateOf(minutes.slice(-5)),
    last60m: rateOf(minutes),
    lastSuccessAtMs,
    lastFailureAtMs,
    lastError,
    circuit: {
      config,
      failures: circuit.failures,
      successes: circuit.successes,
      probesUnderWay: circuit.permits.filter((untilMs) => untilMs > nowMs).length,
      openUntilMs: phase === 'open' ? circuit.openUntilMs : null,
      changedAtMs: circuit.changedAtMs > 0 ? circuit.changedAtMs : null,
    },
    cooldownUntilMs: future(cooldownUntilMs),
    quarantinedUntilMs: quarantine?.credential === credential ? future(quarantine.untilMs) : null,
    models: Object.entries(health.models)
      .filter(([, untilMs]) => untilMs > nowMs)
      .map(([model, untilMs]) => ({ model, untilMs })),
    minutes,
  }
}

function status(
  health: ProviderHealth,
  config: CircuitConfig,
  asked: { credential: string; nowMs: number },
): ProviderStatus {
  const found = availability(health, config, { ...asked, model: null })
  // Without a model none can be marked.
  return found === 'model_cooldown' ? 'ready' : found
}

const minuteOf = (ms: number): number => Math.floor(ms / MINUTE_MS) * MINUTE_MS

function fillMinutes(series: OutcomeSeries, sinceMs: number): OutcomeSeries {
  const known = new Map(series.minutes.map((minute) => [minute.minuteMs, minute]))
  const minutes = Array.from({ length: CHART_MINUTES }, (_, at) => {
    const minuteMs = sinceMs + at * MINUTE_MS
    return known.get(minuteMs) ?? { minuteMs, succeeded: 0, failed: 0 }
  })
  return { ...series, minutes }
}

function rateOf(minutes: OutcomeSeries['minutes']): ErrorRate {
  const failed = minutes.reduce((sum, minute) => sum + minute.failed, 0)
  const calls = minutes.reduce((sum, minute) => sum + minute.succeeded, failed)
  return { calls, failed, rate: calls === 0 ? null : failed / calls }
}
