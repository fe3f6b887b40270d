import { randomUUID } from 'node:crypto'
import { phaseAt } from '#server/domain/circuit'
import type { Secrets } from '#server/platform/secrets'
import type { ConfigSnapshot } from '#server/stores/config-snapshot'
import type { HealthBoard } from '#server/stores/health-board'
import type { Stores } from '#server/stores/interfaces'
import { createAccessService } from './access-service'
import type { AccessService, AccessServiceOptions } from './access-service'
import { createAuditService } from './audit-service'
import type { AuditService } from './audit-service'
import { createClientVersionService } from './client-version-service'
import type { ClientVersionService } from './client-version-service'
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
import { createMemberKeys } from './member-keys'
import type { MemberKeys } from './member-keys'
import { createPriceService } from './price-service'
import type { PriceService } from './price-service'
import { createPriceSync } from './price-sync'
import type { PriceSync } from './price-sync'
import { createProviderHealthService } from './provider-health-service'
import type { ProviderHealthService } from './provider-health-service'
import { createProviderService } from './provider-service'
import type { ProviderService } from './provider-service'
import { createQuotaService } from './quota-service'
import type { QuotaService, QuotaServiceOptions } from './quota-service'
import { createReadOverview } from './read-overview'
import type { Overview } from './read-overview'
import { createRedirectImport } from './redirect-import'
import type { RedirectImport } from './redirect-import'
import { createSensitiveWordService } from './sensitive-word-service'
import type { SensitiveWordService } from './sensitive-word-service'
import { createSettingsHistory } from './settings-history'
import type { SettingsHistory } from './settings-history'
import { createSettingsService } from './settings-service'
import type { SettingsService } from './settings-service'
import { createSimulateRouting } from './simulate-routing'
import type { MatchRoute, SimulateRoutingOptions, Simulation, SimulationInput } from './simulate-routing'
import { createStatisticsService } from './statistics-service'
import type { StatisticsService } from './statistics-service'
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
  statistics: StatisticsService
  errorRules: ErrorRuleService
  sensitiveWords: SensitiveWordService
  clientVersions: ClientVersionService
  providerHealth: ProviderHealthService
  redirects: RedirectImport
  explainRequest: (id: string) => Promise<ExplainedRequest>
  simulateRouting: (input: SimulationInput) => Promise<Simulation>
  translateRequest: (input: TranslationInput) => TranslatedMessage[]
  prices: PriceService
  priceSync: PriceSync
  settings: SettingsService
  settingsHistory: SettingsHistory
  audit: AuditService
  access: AccessService
  memberKeys: MemberKeys
  quota: QuotaService
  testProvider: (id: string) => Promise<ProviderTestResult>
  readOverview: (timeZone?: string) => Promise<Overview>
}

export interface ServicesOptions {
  stores: Omit<Stores, 'configVersion'>
  secrets: Pick<Secrets, 'generateApiKey'> & AccessServiceOptions['secrets']
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
  readSpend: QuotaServiceOptions['readSpend']
  /** Shared by all instances; null when this one is alone. */
  redis: AccessServiceOptions['redis']
  /** What the data plane itself would make of a path, of a failure and of a message in another protocol. */
  dataPlane: { matchRoute: MatchRoute; judgeFailure: JudgeFailure; translate: TranslateMessage }
}

export function createServices(options: ServicesOptions): Services {
  const { stores, secrets, version, onConfigChanged, config, health, healthHistory, dataPlane } = options
  const { providers, users, apiKeys, requestLogs, errorRules, providerHealth } = stores
  const nowMs = () => options.clock.nowMs()
  const keys = createKeyService({
    apiKeys,
    users,
    generateApiKey: () => secrets.generateApiKey(),
    onConfigChanged,
    nowMs,
  })
  return {
    providers: createProviderService({ providers, onConfigChanged, nowMs }),
    users: createUserService({ users, onConfigChanged, nowMs }),
    keys,
    memberKeys: createMemberKeys({ keys }),
    quota: createQuotaService({
      readSpend: options.readSpend,
      usage: stores.usage,
      timeZone: options.timeZone,
      nowMs,
    }),
    logs: createLogService({ requestLogs }),
    statistics: createStatisticsService({ usage: stores.usage, timeZone: options.timeZone, nowMs }),
    errorRules: createErrorRuleService({
      errorRules,
      judgeFailure: dataPlane.judgeFailure,
      onConfigChanged,
    }),
    sensitiveWords: createSensitiveWordService({
      sensitiveWords: stores.sensitiveWords,
      auditLogs: stores.auditLogs,
      onConfigChanged,
    }),
    clientVersions: createClientVersionService({
      rules: stores.clientVersionRules,
      usage: stores.usage,
      onConfigChanged,
      nowMs,
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
    ...createSettings(options),
    access: createAccessService({ secrets, apiKeys, users, redis: options.redis, nowMs }),
    testProvider: createRecordedTest(options),
    readOverview: createReadOverview({ stores, version, timeZone: options.timeZone, nowMs }),
  }
}

/** The settings, and who changed what. */
function createSettings({
  stores,
  clock,
  config,
  lockedSettings: locked,
  onConfigChanged,
}: ServicesOptions): Pick<Services, 'settings' | 'settingsHistory' | 'audit'> {
  const { settings, auditLogs } = stores
  return {
    settings: createSettingsService({
      settings,
      current: () => config().settings,
      locked,
      onConfigChanged,
    }),
    settingsHistory: createSettingsHistory({ settings, locked, onConfigChanged }),
    audit: createAuditService({ auditLogs, nowMs: () => clock.nowMs() }),
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
