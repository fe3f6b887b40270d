/** The store of settings and of what they were; a part of the table of contents in interfaces.ts. */
import type { Page } from '#server/domain/page'
import type { PageRequest } from './interfaces'

export interface SettingStore {
  /** Raw values by key, as JSON. */
  all(): Promise<Record<string, unknown>>
  /** All of them at once, and as one change of the configuration. A setting that is undefined is forgotten. */
  set(values: Readonly<Record<string, unknown>>): Promise<void>
  /** What was ever set, the newest first. */
  revisions(filter: { key?: string | undefined }, page: PageRequest): Promise<Page<SettingRevision>>
  /** Raw values as they were after a revision; null stands for one that had gone back to its default. Null when there is no
   * such revision. */
  valuesAt(revisionId: string): Promise<Record<string, unknown> | null>
}

export interface SettingRevision {
  id: string
  key: string
  /** Null when it went back to the default. */
  value: unknown
  /** As in the audit log; null when the hub did. */
  actor: string | null
  /** Shared by what was set together. */
  changeId: string | null
  at: Date
}
