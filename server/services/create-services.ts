import { randomUUID } from 'node:crypto'
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
import type { Alerts } from './create-alerts'
import { createErrorRuleService } from './error-rule-service'
import type { ErrorRuleService, JudgeFailure } from './error-rule-service'
import { createExplainRequest } from './explain-request'
import type { ExplainedRequest } from './explain-request'
import type { HealthHistory } from './health-history'
import { createItemizeCost } from './itemize-cost'
import type { ItemizeCost } from './itemize-cost'
import { createJobService } from './jobs/job-service'
import type { JobService } from './jobs/job-service'
import { createKeyService } from './key-service'
import type { KeyService } from './key-service'
import { createLiveServices, type LiveServices, type LiveServicesOptions } from './create-live-services'
import { createLeaderboard } from './leaderboard-service'
import type { ReadLeaderboard } from './leaderboard-service'
import { createLogService } from './log-service'
import type { LogService } from './log-service'
import { createEmailService } from './email-service'
import type { EmailService } from './email-service'
import { createFetchPriceTable } from './fetch-price-table'
import { createMemberKeys } from './member-keys'
import type { MemberKeys } from './member-keys'
import { createNotificationService } from './notification-service'
import type { NotificationService } from './notification-service'
import { createPriceService } from './price-service'
import type { PriceService } from './price-service'
import { createPriceSync } from './price-sync'
import type { PriceSync } from './price-sync'
import { createProviderBulk } from './provider-bulk'
import type { ProviderBulk } from './provider-bulk'
import { createProviderHealthService } from './provider-health-service'
import type { ProviderHealthService } from './provider-health-service'
import { createProviderService } from './provider-service'
import type { ProviderService } from './provider-service'
import { createQuotaService } from './quota-service'
import type { QuotaService, QuotaServiceOptions } from './quota-service'
import { createReadOverview } from './read-overview'
import type { Overview } from './read-overview'
import { createRecordedTest } from './recorded-test'
import { createRedirectImport } from './redirect-import'
import type { RedirectImport } from './redirect-import'
import { createRepeatableRequests } from './repeatable-requests'
import type { RepeatableRequests } from './repeatable-requests'
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
import { createSystemService } from './system-service'
import type { SystemService, SystemServiceOptions } from './system-service'
import type { ProviderTestResult } from './test-provider'
import { tellSyncFailures } from './tell-sync-failures'
import { createTranslateRequest } from './translate-request'
import type { TranslatedMessage, TranslateMessage, TranslationInput } from './translate-request'
import { createUserService } from './user-service'
import type { UserService } from './user-service'
import { createWebhookService } from './webhook-service'
import type { WebhookService } from './webhook-service'

/** The control plane: all that the admin API and the console can do. */
export interface Services extends LiveServices {
  providers: ProviderService
  users: UserService
  keys: KeyService
  logs: LogService
  statistics: StatisticsService
  readLeaderboard: ReadLeaderboard
  errorRules: ErrorRuleService
  sensitiveWords: SensitiveWordService
  clientVersions: ClientVersionService
  providerHealth: ProviderHealthService
  redirects: RedirectImport
  providerBulk: ProviderBulk
  explainRequest: (id: string) => Promise<ExplainedRequest>
  itemizeCost: ItemizeCost
  simulateRouting: (input: SimulationInput) => Promise<Simulation>
  translateRequest: (input: TranslationInput) => TranslatedMessage[]
  prices: PriceService
  priceSync: PriceSync
  jobs: JobService
  settings: SettingsService
  settingsHistory: SettingsHistory
  audit: AuditService
  notifications: NotificationService
  webhooks: WebhookService
  email: EmailService
  access: AccessService
  repeatable: RepeatableRequests
  memberKeys: MemberKeys
  quota: QuotaService
  testProvider: (id: string) => Promise<ProviderTestResult>
  readOverview: (timeZone?: string) => Promise<Overview>
  system: SystemService
}

export interface ServicesOptions extends Pick<LiveServicesOptions, 'live'> {
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
  /** What tells people what happens; `onQueued`: there is something to deliver. */
  alerts: Pick<Alerts, 'events' | 'sendWebhook' | 'sendEmail'> & { onQueued: () => void }
  /** There is long work to do. */
  onJobQueued: () => void
  /** This instance, and copies of its database. */
  system: SystemServiceOptions
  /** What the data plane itself would make of a path, of a failure and of a message in another protocol. */
  dataPlane: { matchRoute: MatchRoute; judgeFailure: JudgeFailure; translate: TranslateMessage }
}

export function createServices(options: ServicesOptions): Services {
  const { stores, secrets, version, onConfigChanged, config, health, healthHistory, dataPlane } = options
  const { providers, users, apiKeys, requestLogs, providerHealth } = stores
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
    ...createLiveServices(options),
    statistics: createStatisticsService({ usage: stores.usage, timeZone: options.timeZone, nowMs }),
    readLeaderboard: createLeaderboard({
      ...{ usage: stores.usage, timeZone: options.timeZone, nowMs },
      settings: () => config().settings,
    }),
    ...createRules(options),
    providerHealth: createProviderHealthService({
      providers: () => config().providers,
      health,
      providerHealth,
      healthHistory,
      nowMs,
    }),
    providerBulk: createProviderBulk({ providers, onConfigChanged }),
    redirects: createRedirectImport({ providers, onConfigChanged }),
    explainRequest: createExplainRequest({ stores }),
    itemizeCost: createItemizeCost({ stores }),
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
      fetchTable: tellSyncFailures(createFetchPriceTable(), { events: options.alerts.events, nowMs }),
      url: () => config().settings.priceSyncUrl,
      onConfigChanged,
      nowMs,
    }),
    jobs: createJobService({ jobs: stores.jobs, onQueued: options.onJobQueued }),
    ...createSettings(options),
    repeatable: createRepeatableRequests({ answers: stores.idempotentAnswers, nowMs }),
    ...createMessaging(options),
    testProvider: createRecordedTest({ ...options, providers }),
    system: createSystemService({ ...options.system, version }),
    readOverview: createReadOverview({ stores, version, timeZone: options.timeZone, nowMs }),
  }
}

/** What requests are held to, and what their failures mean. */
function createRules({
  stores,
  clock,
  dataPlane,
  onConfigChanged,
}: ServicesOptions): Pick<Services, 'errorRules' | 'sensitiveWords' | 'clientVersions'> {
  return {
    errorRules: createErrorRuleService({
      errorRules: stores.errorRules,
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
      nowMs: () => clock.nowMs(),
    }),
  }
}

/** What people are told, and where it is sent. */
function createMessaging({
  stores,
  clock,
  alerts,
  onConfigChanged,
}: ServicesOptions): Pick<Services, 'notifications' | 'webhooks' | 'email'> {
  const nowMs = () => clock.nowMs()
  const { notifications, users, secretSettings } = stores
  const { sendWebhook, sendEmail, onQueued } = alerts
  return {
    notifications: createNotificationService({ notifications, users, onConfigChanged }),
    webhooks: createWebhookService({ stores, sendWebhook, onQueued, onConfigChanged, nowMs }),
    email: createEmailService({ secretSettings, sendEmail, nowMs }),
  }
}

/** The settings, and who changed what. */
function createSettings({
  stores,
  clock,
  config,
  lockedSettings: locked,
  onConfigChanged,
  secrets,
  redis,
}: ServicesOptions): Pick<Services, 'settings' | 'settingsHistory' | 'audit' | 'access'> {
  const { settings, auditLogs, apiKeys, users } = stores
  const current = () => config().settings
  const service = createSettingsService({ settings, current, locked, onConfigChanged })
  return {
    settings: service,
    access: createAccessService({
      ...{ secrets, apiKeys, users, redis },
      nowMs: () => clock.nowMs(),
      requestsPerMinute: () => current().adminRequestsPerMinute,
      sessionsFromMs: () => current().consoleSessionsFrom,
      endSessionsBefore: (ms) => service.update({ consoleSessionsFrom: ms }),
    }),
    settingsHistory: createSettingsHistory({ settings, locked, onConfigChanged }),
    audit: createAuditService({ auditLogs, nowMs: () => clock.nowMs() }),
  }
}
