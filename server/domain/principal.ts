import type { Limits } from './limits'

export const KEY_SCOPES = ['proxy', 'read-only'] as const
export type KeyScope = (typeof KEY_SCOPES)[number]

/** FR-009. A key as the administration shows it. The key itself is shown once, at creation. */
export interface ApiKey {
  id: string
  userId: string
  name: string
  /** `sk-cch-` and the public part, enough to tell keys apart. */
  prefix: string
  last4: string
  scope: KeyScope
  enabled: boolean
  expiresAt: Date | null
  /** Providers with this tag only, over the user's own group; null leaves it to the user. */
  providerGroup: string | null
  limits: Limits
  /** What was spent before does not count for the limits. */
  limitsResetAt: Date | null
  /** The key that took over when this one was rotated. */
  replacedById: string | null
  lastUsedAt: Date | null
  /** Grows by one a change. */
  version: number
  createdAt: Date
  updatedAt: Date
}

/** What the data plane knows of a key; `digest` is hex HMAC-SHA-256 and never leaves the process. */
export interface KeyRecord {
  id: string
  userId: string
  digest: string
  scope: KeyScope
  enabled: boolean
  expiresAtMs: number | null
  providerGroup: string | null
  limits: Limits
  limitsResetAtMs: number | null
}

/** FR-008. */
export interface User {
  id: string
  name: string
  note: string
  role: 'admin' | 'member'
  enabled: boolean
  expiresAt: Date | null
  tags: string[]
  providerGroup: string | null
  allowedModels: string[]
  /** Names of client programs (FR-023); empty means any. */
  allowedClients: string[]
  limits: Limits
  /** What was spent before does not count for the limits. */
  limitsResetAt: Date | null
  /** Grows by one a change. */
  version: number
  createdAt: Date
  updatedAt: Date
}

/** What the data plane knows of a user; the whole set lives in the configuration snapshot. */
export interface UserRecord {
  id: string
  name: string
  enabled: boolean
  expiresAtMs: number | null
  providerGroup: string | null
  allowedModels: string[]
  allowedClients: string[]
  limits: Limits
  limitsResetAtMs: number | null
}

/** Who a request is made for, once authenticated. */
export interface Principal {
  key: KeyRecord
  user: UserRecord
}
