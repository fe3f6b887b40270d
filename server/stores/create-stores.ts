import { systemClock, type Clock } from '#server/platform/clock'
import type { Database } from '#server/platform/database'
import { createApiKeyStore } from './api-key-store'
import { createAuditLogStore } from './audit-log-store'
import { createClientVersionRuleStore } from './client-version-rule-store'
import { createConfigVersionStore } from './config-version-store'
import { createDeliveryStore } from './delivery-store'
import { createErrorRuleStore } from './error-rule-store'
import { createIdempotentAnswerStore } from './idempotent-answer-store'
import type { Stores } from './interfaces'
import { createJobStore } from './job-store'
import { createMissingCostStore } from './missing-cost-store'
import { createModelPriceStore } from './model-price-store'
import { createNotificationStore } from './notification-store'
import { createProviderHealthStore } from './provider-health-store'
import { createProviderStore } from './provider-store'
import { createRequestLogStore } from './request-log-store'
import { createRetentionStore } from './retention-store'
import { createRoutingSnapshotStore } from './routing-snapshot-store'
import { createSecretSettingStore, type GivenSecrets } from './secret-setting-store'
import { createSensitiveWordStore } from './sensitive-word-store'
import { createSessionHistoryStore } from './session-history-store'
import { createSettingStore } from './setting-store'
import type { Sealer, StoreContext } from './store-context'
import { createUsageStore } from './usage-store'
import { createUserStore } from './user-store'
import { createWebhookStore } from './webhook-store'

export interface CreateStoresOptions {
  database: Pick<Database, 'client' | 'kind'>
  sealer: Sealer
  clock?: Pick<Clock, 'nowMs'>
  /** Secret settings that the environment has decided. */
  givenSecrets?: GivenSecrets
}

/** All stores over one database. Every method may throw StoreError("unavailable"); creating and renaming may throw
 * StoreError("conflict"), paging StoreError("bad_cursor"). */
export function createStores(options: CreateStoresOptions): Stores {
  const { database, sealer, clock = systemClock, givenSecrets } = options
  const { client, kind } = database
  const context: StoreContext = { client, kind, sealer, now: () => new Date(clock.nowMs()) }
  return {
    providers: createProviderStore(context),
    users: createUserStore(context),
    apiKeys: createApiKeyStore(context),
    requestLogs: createRequestLogStore(context),
    sessionHistory: createSessionHistoryStore(context),
    errorRules: createErrorRuleStore(context),
    routingSnapshots: createRoutingSnapshotStore(context),
    providerHealth: createProviderHealthStore(context),
    modelPrices: createModelPriceStore(context),
    usage: createUsageStore(context),
    retention: createRetentionStore(context),
    sensitiveWords: createSensitiveWordStore(context),
    clientVersionRules: createClientVersionRuleStore(context),
    auditLogs: createAuditLogStore(context),
    settings: createSettingStore(context),
    secretSettings: createSecretSettingStore(context, givenSecrets),
    notifications: createNotificationStore(context),
    webhooks: createWebhookStore(context),
    deliveries: createDeliveryStore(context),
    jobs: createJobStore(context),
    missingCosts: createMissingCostStore(context),
    idempotentAnswers: createIdempotentAnswerStore(context),
    configVersion: createConfigVersionStore(context.client),
  }
}
