import { createDashboardService } from './dashboard-service'
import type { DashboardService } from './dashboard-service'
import { keepFor } from './keep-for'
import type { LiveInstances } from './live-instances'
import { createProviderHealthService } from './provider-health-service'
import type { ProviderHealthServiceOptions } from './provider-health-service'
import { createSessionService } from './session-service'
import type { SessionService, SessionServiceOptions } from './session-service'
import type { Stores } from '#server/stores/interfaces'

/** What shows how the hub is doing at this moment. */
export interface LiveServices {
  sessions: SessionService
  dashboard: DashboardService
}

export interface LiveServicesOptions {
  stores: SessionServiceOptions['stores'] & Pick<Stores, 'providerHealth'>
  config: () => ReturnType<SessionServiceOptions['config']> & {
    providers: ReturnType<ProviderHealthServiceOptions['providers']>
  }
  clock: { nowMs(): number }
  health: ProviderHealthServiceOptions['health']
  healthHistory: ProviderHealthServiceOptions['healthHistory']
  timeZone: string
  /** All instances. */
  live: LiveInstances
}

/** Everybody who watches sees the same moment, so that many who watch cost no more than one. */
const REPORT_KEPT_MS = 250

export function createLiveServices(options: LiveServicesOptions): LiveServices {
  const { stores, config, clock, health, healthHistory, timeZone, live } = options
  const nowMs = () => clock.nowMs()
  const providerHealth = createProviderHealthService({
    providers: () => config().providers,
    providerHealth: stores.providerHealth,
    ...{ health, healthHistory, nowMs },
  })
  const keptReport = keepFor(REPORT_KEPT_MS, nowMs, () => live.report())
  const recentReport = () => keptReport('')
  return {
    sessions: createSessionService({ stores, live, recentReport, config, nowMs }),
    dashboard: createDashboardService({ recentReport, stores, providerHealth, timeZone, nowMs }),
  }
}
