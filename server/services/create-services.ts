import { randomUUID } from 'node:crypto'
import { phaseAt } from '#server/domain/circuit'
import type { Secrets } from '#server/platform/secrets'
import type { ConfigSnapshot } from '#server/stores/config-snapshot'
import type { HealthBoard } from '#server/stores/health-board'
import type { Stores } from '#server/stores/interfaces'
import { createAdminAccess } from './admin-access'
import type { AdminAccess } from './admin-access'
import { createErrorRuleService } from './error-rule-service'
import type { ErrorRuleService, JudgeFailure } from './error-rule-service'
import { createExplainRequest } from './explain-request'
import type { ExplainedRequest } from './explain-request'
import type { HealthHistory } from './health-history'
import { createKeyService } from './key-service'
import type { KeyService } from './key-service'
import { createLogService } from './log-service'
import type { LogService } from './log-service'
import { createFetchPriceTable } from './fetch-price-table'
import { createPriceService } from './price-service'
import type { PriceService } from './price-service'
import { createPriceSync } from './price-sync'
import type { PriceSync } from './price-sync'
import { createProviderHealthService } from './provider-health-service'
import type { ProviderHealthService } from './provider-health-service'
import { createProviderService } from './provider-service'
import type { ProviderService } from './provider-service'
import { createReadOverview } from './read-overview'
import type { Overview } from './read-overview'
import { createRedirectImport } from './redirect-import'
import type { RedirectImport } from './redirect-import'
import { createSettingsService } from './settings-service'
import type { SettingsService } from './settings-service'
import { createSimulateRouting } from './simulate-routing'
import type { MatchRoute, SimulateRoutingOptions, Simulation, SimulationInput } from './simulate-routing'
import { createTestProvider } from './test-provider'
import type { ProviderTestResult } from './test-provider'
import { createTranslateRequest } from './translate-request'
import type { TranslatedMessage, TranslateMessage, TranslationInput } from './translate-request'
import { createUserService } from './user-service'
import type { UserService } from './user-service'

/** The control plane: all that the admin API and the console can do. */
export interface Services {
  providers: ProviderService
  users: UserService
  keys: KeyService
  logs: LogService
  errorRules: ErrorRuleService
  providerHealth: ProviderHealthService
  redirects: RedirectImport
  explainRequest: (id: string) => Promise<ExplainedRequest>
  simulateRouting: (input: SimulationInput) => Promise<Simulation>
  translateRequest: (input: TranslationInput) => TranslatedMessage[]
  prices: PriceService
  priceSync: PriceSync
  settings: SettingsService
  access: AdminAccess
  testProvider: (id: string) => Promise<ProviderTestResult>
  readOverview: () => Promise<Overview>
}

export interface ServicesOptions {
  stores: Omit<Stores, 'configVersion'>
  secrets: Pick<Secrets, 'generateApiKey' | 'isAdminToken' | 'signSession'>
  clock: { nowMs(): number; monotonicMs(): number }
  /** Version of the hub, as the overview shows it. */
  version: string
  /** Called after every write: brings this process's snapshot up to date, so that a change holds when its answer is
   * sent. Must not reject; the write is done, and the snapshot's own poll is the net. */
  onConfigChanged: () => Promise<void>
  /** The configuration in force in this process. */
  config: () => ConfigSnapshot
  /** Names of settings that the environment has decided. */
  lockedSettings: readonly string[]
  health: HealthBoard
  healthHistory: HealthHistory
  /** Of schedules that name no time zone of their own. */
  timeZone: string
  peekBinding: SimulateRoutingOptions['peekBinding']
  /** What the data plane itself would make of a path, of a failure and of a message in another protocol. */
  dataPlane: { matchRoute: MatchRoute; judgeFailure: JudgeFailure; translate: TranslateMessage }
}

export function createServices(options: ServicesOptions): Services {
  const { stores, secrets, version, onConfigChanged, config, health, healthHistory, dataPlane } = options
  const { providers, users, apiKeys, requestLogs, errorRules, providerHealth } = stores
  const nowMs = () => options.clock.nowMs()
  return {
    providers: createProviderService({ providers, onConfigChanged }),
    users: createUserService({ users, onConfigChanged }),
    keys: createKeyService({
      apiKeys,
      users,
      generateApiKey: () => secrets.generateApiKey(),
      onConfigChanged,
    }),
    logs: createLogService({ requestLogs }),
    errorRules: createErrorRuleService({
      errorRules,
      judgeFailure: dataPlane.judgeFailure,
      onConfigChanged,
    }),
    providerHealth: createProviderHealthService({
      providers: () => config().providers,
      health,
      providerHealth,
      healthHistory,
      nowMs,
    }),
    redirects: createRedirectImport({ providers, onConfigChanged }),
    explainRequest: createExplainRequest({ stores }),
    simulateRouting: createSimulateRouting({
      config,
      health,
      apiKeys,
      matchRoute: dataPlane.matchRoute,
      peekBinding: options.peekBinding,
      timeZone: options.timeZone,
      nowMs,
      makeSeed: randomUUID,
    }),
    translateRequest: createTranslateRequest({ config, translate: dataPlane.translate, nowMs }),
    prices: createPriceService({ modelPrices: stores.modelPrices, config, onConfigChanged, nowMs }),
    priceSync: createPriceSync({
      modelPrices: stores.modelPrices,
      fetchTable: createFetchPriceTable(),
      url: () => config().settings.priceSyncUrl,
      onConfigChanged,
      nowMs,
    }),
    settings: createSettingsService({
      settings: stores.settings,
      current: () => config().settings,
      locked: options.lockedSettings,
      onConfigChanged,
    }),
    access: createAdminAccess({ secrets, nowMs }),
    testProvider: createRecordedTest(options),
    readOverview: createReadOverview({ stores, version, nowMs }),
  }
}

/** A test of a connection is a part of the provider's history. */
function createRecordedTest({
  stores,
  clock,
  health,
  healthHistory,
}: ServicesOptions): Services['testProvider'] {
  const { providers } = stores
  const testProvider = createTestProvider({ providers, monotonicMs: () => clock.monotonicMs() })
  return async (id) => {
    const result = await testProvider(id)
    const atMs = clock.nowMs()
    healthHistory.add({
      providerId: id,
      event: result.ok ? 'test_passed' : 'test_failed',
      state: phaseAt(health.get(id).circuit, atMs),
      detail: result.message,
      latencyMs: result.latencyMs,
      atMs,
    })
    return result
  }
}
