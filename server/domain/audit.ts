/** What is written down of those who do something that others may ask about. */
export const AUDIT_ACTIONS = ['request.blocked'] as const
export type AuditAction = (typeof AUDIT_ACTIONS)[number]

export interface AuditEntry {
  /** Who did it: `key:` and the id of a key. */
  actor: string
  action: AuditAction
  /** Kind of what it was done to, for example `sensitive-word`. */
  targetType: string
  targetId: string | null
  /** What there is to know of it: never a secret, and never what somebody said. */
  changes: Readonly<Record<string, string | number | boolean | null>>
  ip: string | null
  at: Date
}
