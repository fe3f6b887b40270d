/** The stores, as the rest of the server sees them: a table of contents. One Prisma implementation serves every database. */
import type { CircuitConfig } from '#server/domain/circuit'
import type { ErrorRule } from '#server/domain/error-rules'
import type { HealthHistoryEntry } from '#server/domain/health-history'
import type { Limits, SpendLimits } from '#server/domain/limits'
import type { Page } from '#server/domain/page'
import type { ApiKey, KeyRecord, KeyScope, User, UserRecord } from '#server/domain/principal'
import type {
  InstructionsMode,
  ModelRedirect,
  Provider,
  ProviderTimeouts,
  ProviderType,
  RuntimeProvider,
} from '#server/domain/provider'
import type { RequestLogEntry, RequestLogFilter, RequestLogRow } from '#server/domain/request-log'
import type { Schedule } from '#server/domain/schedule'
import type { SelectableProvider } from '#server/domain/selection'
import type { AuditLogStore } from './audit-interfaces'
import type { SettingStore } from './setting-interfaces'
import type { ClientVersionRuleStore, SensitiveWordStore } from './sensitive-word-interfaces'
import type {
  DeliveryStore,
  NotificationStore,
  SecretSettingStore,
  WebhookStore,
} from './notification-interfaces'
import type { IdempotentAnswerStore } from './idempotent-answer-store'
import type { JobStore } from './job-store'
import type { MissingCostStore } from './missing-cost-store'
import type { ModelPriceStore } from './price-interfaces'
import type { SessionHistoryStore } from './session-history-store'
import type { RetentionStore, UsageStore } from './usage-interfaces'

export type { ModelPriceStore, UnpricedModel } from './price-interfaces'
export type {
  DeliveryOutcome,
  DeliveryStore,
  InboxEntry,
  NewDelivery,
  NewNotification,
  NotificationEntry,
  NotificationStore,
  SecretSettingStore,
  WebhookCreate,
  WebhookPatch,
  WebhookStore,
} from './notification-interfaces'
export type { SettingRevision, SettingStore } from './setting-interfaces'
export type { AuditFilter, AuditLogStore, AuditRecord, AuditVerdict } from './audit-interfaces'
export type {
  ClientVersionRuleEntry,
  ClientVersionRuleFields,
  ClientVersionRulePatch,
  ClientVersionRuleStore,
  SensitiveWord,
  SensitiveWordFields,
  SensitiveWordPatch,
  SensitiveWordStore,
} from './sensitive-word-interfaces'
export type {
  ClientVersionUsage,
  RetentionStore,
  SpendSubject,
  SubjectName,
  UsageStore,
} from './usage-interfaces'

/** Keyset paging: `cursor` is the `nextCursor` of the page before; newest first unless a store says otherwise. */
export interface PageRequest {
  limit: number
  cursor?: string | undefined
}

export interface SeenVersion {
  /** The version that was to be changed: when it is no more in force, that is a conflict. */
  version?: number | undefined
}

export interface ProviderCreate {
  name: string
  note: string
  type: ProviderType
  baseUrl: string
  /** Plain; the store seals it. */
  credential: string
  enabled: boolean
  weight: number
  priority: number
  costMultiplier: string
  groupTags: string[]
  allowedModels: string[]
  modelRedirects: ModelRedirect[]
  timeouts: ProviderTimeouts
  codeAssistProject: string | null
  /** DEFAULT_CIRCUIT when absent. */
  circuit?: CircuitConfig | undefined
  /** Always when absent. */
  schedule?: Schedule | null | undefined
  /** One when absent. */
  maxAttempts?: number | undefined
  concurrentSessions?: number | null | undefined
  /** None when absent. */
  limits?: SpendLimits | undefined
  /** Plain; the store seals it. Direct when absent. */
  proxyUrl?: string | null | undefined
  /** False when absent. */
  proxyFallbackDirect?: boolean | undefined
  /** False when absent. */
  hedge?: boolean | undefined
  /** True when absent. */
  acceptsTranslated?: boolean | undefined
  /** `auto` when absent. */
  instructionsMode?: InstructionsMode | undefined
}
/** An absent field is left as it is; so are an absent credential and an absent proxy (secrets are write-only). */
export type ProviderPatch = { [K in keyof ProviderCreate]?: ProviderCreate[K] | undefined } & LimitsReset &
  SeenVersion

/** What was spent before does not count for the limits any more. */
interface LimitsReset {
  limitsResetAt?: Date | undefined
}

export interface ProviderStore {
  list(page: PageRequest): Promise<Page<Provider>>
  get(id: string): Promise<Provider | null>
  create(input: ProviderCreate): Promise<Provider>
  update(id: string, patch: ProviderPatch): Promise<Provider | null>
  /** All of them or none. @throws StoreError("not_found", "conflict") */
  updateMany(changes: readonly (ProviderPatch & { id: string })[]): Promise<Provider[]>
  /** Soft delete: history keeps its name. False when there was none. */
  remove(id: string): Promise<boolean>
  /** Every provider that is not removed, credential unsealed, for the snapshot and for connection tests. */
  loadRuntime(): Promise<RuntimeProvider[]>
}

export interface UserCreate {
  name: string
  note: string
  role: 'admin' | 'member'
  enabled: boolean
  expiresAt: Date | null
  tags: string[]
  providerGroup: string | null
  allowedModels: string[]
  /** Any when absent. */
  allowedClients?: string[] | undefined
  limits: Limits
}
export type UserPatch = { [K in keyof UserCreate]?: UserCreate[K] | undefined } & LimitsReset & SeenVersion

export interface UserStore {
  list(page: PageRequest): Promise<Page<User>>
  get(id: string): Promise<User | null>
  create(input: UserCreate): Promise<User>
  update(id: string, patch: UserPatch): Promise<User | null>
  /** Soft delete; the user's keys are soft-deleted in the same transaction. */
  remove(id: string): Promise<boolean>
  loadRecords(): Promise<UserRecord[]>
}

export interface ApiKeyCreate {
  userId: string
  name: string
  /** Hex HMAC-SHA-256 of the whole key. */
  digest: string
  prefix: string
  last4: string
  scope: KeyScope
  enabled: boolean
  expiresAt: Date | null
  providerGroup: string | null
  limits: Limits
}
export type ApiKeyPatch = {
  [K in 'name' | 'scope' | 'enabled' | 'expiresAt' | 'providerGroup' | 'limits']?: ApiKeyCreate[K] | undefined
} & LimitsReset &
  SeenVersion & {
    /** The key that takes over from it. */
    replacedById?: string | undefined
  }

export interface ApiKeyStore {
  list(filter: { userId?: string | undefined }, page: PageRequest): Promise<Page<ApiKey>>
  get(id: string): Promise<ApiKey | null>
  create(input: ApiKeyCreate): Promise<ApiKey>
  update(id: string, patch: ApiKeyPatch): Promise<ApiKey | null>
  remove(id: string): Promise<boolean>
  /** Null when no key that is not removed has this digest. Disabled and expired keys are returned. */
  findByDigest(digest: string): Promise<KeyRecord | null>
  /** Record last use, in bulk and off the hot path; does not bump the configuration version. */
  touch(uses: { id: string; usedAtMs: number }[]): Promise<void>
}

export interface RequestLogStore {
  list(filter: RequestLogFilter, page: PageRequest): Promise<Page<RequestLogEntry>>
  get(id: string): Promise<RequestLogEntry | null>
}

/** The only writer of request rows: batches, off the calling thread, idempotent by row id. */
export interface RequestLogWriter {
  append(row: RequestLogRow): void
  /** The same with a row of `encodeRow`. */
  appendEncoded(id: string, encoded: string): void
  /** Resolves when everything appended before the call is durable. */
  flush(): Promise<void>
  close(): Promise<void>
  /** Rows accepted and not yet durable. */
  readonly pending: number
}

/** What an admin may say of a rule of his own. */
export type ErrorRuleFields = Omit<ErrorRule, 'id' | 'builtin'>
export type ErrorRulePatch = { [K in keyof ErrorRuleFields]?: ErrorRuleFields[K] | undefined } & SeenVersion
export interface ErrorRuleEntry extends ErrorRule {
  /** Null for a built-in rule that is as the hub ships it. */
  changedAt: Date | null
  /** Grows by one a change; 0 of a built-in rule that never was. */
  version: number
}

export interface ErrorRuleStore {
  /** All of them, built-in and own, by priority and then by id. */
  list(): Promise<ErrorRuleEntry[]>
  get(id: string): Promise<ErrorRuleEntry | null>
  create(fields: ErrorRuleFields): Promise<ErrorRuleEntry>
  /** Of a built-in rule the name and the conditions stay the code's, whatever the patch says. */
  update(id: string, patch: ErrorRulePatch): Promise<ErrorRuleEntry | null>
  /** Removes an own rule, and brings a built-in one back as it is shipped. False when there was nothing to do. */
  remove(id: string): Promise<boolean>
}

/** What selection looked at, by version of the configuration; no secrets. Not a part of the configuration itself. */
export interface RoutingSnapshotStore {
  /** Keep the providers of a version in their order; one that is kept already stays as it is. */
  keep(version: number, providers: readonly SelectableProvider[]): Promise<void>
  /** Null when it was not kept, or by a hub that had another idea of a provider. */
  get(version: number): Promise<SelectableProvider[] | null>
}

export interface HealthHistoryRow extends HealthHistoryEntry {
  id: string
}

/** History of the health of providers; not a part of the configuration. */
export interface ProviderHealthStore {
  record(entries: readonly HealthHistoryEntry[]): Promise<void>
  list(providerId: string, page: PageRequest): Promise<Page<HealthHistoryRow>>
}

export interface ConfigVersionStore {
  /** Grows by one in the transaction of every administrative write. */
  current(): Promise<number>
}

export type { IdempotentAnswerStore } from './idempotent-answer-store'
export type { JobOutcome, JobStore } from './job-store'
export type { FoundCost, MissingCostStore, UnbilledRequest } from './missing-cost-store'
export type { SessionFilter, SessionHistoryStore } from './session-history-store'

export interface Stores {
  providers: ProviderStore
  users: UserStore
  apiKeys: ApiKeyStore
  requestLogs: RequestLogStore
  sessionHistory: SessionHistoryStore
  errorRules: ErrorRuleStore
  routingSnapshots: RoutingSnapshotStore
  providerHealth: ProviderHealthStore
  modelPrices: ModelPriceStore
  usage: UsageStore
  retention: RetentionStore
  sensitiveWords: SensitiveWordStore
  clientVersionRules: ClientVersionRuleStore
  auditLogs: AuditLogStore
  settings: SettingStore
  secretSettings: SecretSettingStore
  notifications: NotificationStore
  webhooks: WebhookStore
  deliveries: DeliveryStore
  jobs: JobStore
  missingCosts: MissingCostStore
  idempotentAnswers: IdempotentAnswerStore
  configVersion: ConfigVersionStore
}
