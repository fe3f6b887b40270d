/** The store of who changed what; a part of the table of contents in interfaces.ts. */
import type { AuditChanges, AuditEntry } from '#server/domain/audit'
import type { Page } from '#server/domain/page'
import type { PageRequest } from './interfaces'

export interface AuditRecord extends Omit<AuditEntry, 'changes'> {
  id: string
  sequence: number
  changes: AuditChanges
  hash: string
}

export interface AuditFilter {
  targetType?: string | undefined
  targetId?: string | undefined
  /** The whole name, or a part of the administration: `users.` */
  action?: string | undefined
  actor?: string | undefined
  from?: Date | undefined
  to?: Date | undefined
}

/** What looking through the whole chain found. */
export interface AuditVerdict {
  /** Entries that were looked at; all of them when `fault` is null. */
  entries: number
  /** Sequence and hash of the last entry: who keeps them elsewhere can tell that the whole chain was not written anew. */
  head: { sequence: number; hash: string }
  /** The first entry that is not as it was written, and what is wrong with it. */
  fault: { sequence: number; problem: string } | null
}

/** Who did what: a chain that is only ever added to. Not a part of the configuration. */
export interface AuditLogStore {
  append(entries: readonly AuditEntry[]): Promise<void>
  list(filter: AuditFilter, page: PageRequest): Promise<Page<AuditRecord>>
  get(id: string): Promise<AuditRecord | null>
  verify(): Promise<AuditVerdict>
}
