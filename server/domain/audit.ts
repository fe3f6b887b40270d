import { createHash } from 'node:crypto'

/** A part of what an entry of the audit log says: JSON, and never a secret. */
export type AuditValue = string | number | boolean | null | AuditValue[] | { [name: string]: AuditValue }
export type AuditChanges = Readonly<Record<string, AuditValue>>

export interface AuditEntry {
  /** Who did it: `admin-token`, `hub` itself, or `key:` and the id of a key. */
  actor: string
  /** The procedure, for example `users.update`; `request.blocked` is the gateway's own. */
  action: string
  /** Kind of what it was done to, for example `sensitive-word`. */
  targetType: string
  targetId: string | null
  /** What there is to know of it: never a secret, and never what somebody said in a request. */
  changes: AuditChanges
  ip: string | null
  at: Date
}

/** An entry in its place. `hash` covers all the rest, and by `previousHash` every entry before. */
export interface AuditLink extends Omit<AuditEntry, 'changes'> {
  id: string
  /** 1, 2, 3 and so on without a gap. */
  sequence: number
  /** JSON text, hashed as it stands: to print it anew could put its members into another order. */
  changes: string
  previousHash: string
  hash: string
}

/** Before the first entry. */
export const CHAIN_START = '0'.repeat(64)

/** SHA-256, hex, over the fields in this order as one JSON array: no two different entries have the same text. */
export function hashOfLink(link: Omit<AuditLink, 'hash'>): string {
  const { sequence, id, actor, action, targetType, targetId, changes, ip, at, previousHash } = link
  const fields = [previousHash, sequence, id, actor, action, targetType, targetId, changes, ip, at.getTime()]
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex')
}

/** What is wrong with a link that should come after `before`; null when it is sound. */
export function faultOfLink(link: AuditLink, before: { sequence: number; hash: string }): string | null {
  if (link.sequence !== before.sequence + 1)
    return `entry ${String(before.sequence + 1)} is missing: entry ${String(link.sequence)} follows`
  if (link.previousHash !== before.hash) return 'it does not follow from the entry before it'
  return hashOfLink(link) === link.hash ? null : 'its content is not what was written'
}
