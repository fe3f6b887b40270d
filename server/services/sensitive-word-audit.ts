import type { AuditEntry } from '#server/domain/audit'
import type { WordHit } from '#server/domain/sensitive-words'
import type { Logger } from '#server/platform/logger'
import type { AuditLogStore } from '#server/stores/interfaces'

/** Writes down which requests a content rule blocked: the rule, never the text. No request waits for it. */
export interface SensitiveWordAudit {
  /** Since the process began. */
  readonly blocked: number
  readonly evasions: number
  /** Never throws. */
  note(blocked: BlockedRequest): void
  /** Resolves when everything that was noted before is written or given up. */
  flush(): Promise<void>
}

export interface BlockedRequest {
  hit: WordHit
  requestId: string
  keyId: string
  ip: string
  atMs: number
}

/** What the console asks the audit log for. */
export const WORD_TARGET = 'sensitive-word'
/** Entries that may wait while the database is away; the oldest go first. */
const MAX_PENDING = 10_000

export function createSensitiveWordAudit(options: {
  auditLogs: Pick<AuditLogStore, 'append'>
  log: Pick<Logger, 'warn'>
}): SensitiveWordAudit {
  const { auditLogs, log } = options
  let pending: AuditEntry[] = []
  let writing: Promise<void> | null = null
  let blocked = 0
  let evasions = 0

  const write = async (): Promise<void> => {
    while (pending.length > 0) {
      const batch = pending
      pending = []
      try {
        await auditLogs.append(batch)
      } catch (error) {
        log.warn({ err: error, entries: batch.length }, 'the audit log cannot be written')
        // They go with the next entry.
        pending = [...batch, ...pending].slice(-MAX_PENDING)
        return
      }
    }
  }
  const flush = (): Promise<void> =>
    (writing ??= write().finally(() => {
      writing = null
    }))

  return {
    get blocked() {
      return blocked
    },
    get evasions() {
      return evasions
    },
    note({ hit, requestId, keyId, ip, atMs }) {
      blocked += 1
      if (hit.evasion) evasions += 1
      pending.push({
        actor: `key:${keyId}`,
        action: 'request.blocked',
        targetType: WORD_TARGET,
        targetId: hit.rule.id,
        changes: { requestId, evasion: hit.evasion },
        ip,
        at: new Date(atMs),
      })
      if (pending.length > MAX_PENDING) pending.shift()
      void flush()
    },
    flush,
  }
}
