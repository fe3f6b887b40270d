import type { EventName, Severity } from './events'

/** Whose inbox a message is in. `nobody`: it was only sent elsewhere, and is kept so that it is not sent twice. */
export const AUDIENCES = ['admins', 'users', 'nobody'] as const
export type Audience = (typeof AUDIENCES)[number]

/** Who opens an inbox: a user, or whoever holds the admin token. */
export type Reader = { kind: 'admin' } | { kind: 'member'; userId: string }
/** Under which a reader's receipts are kept. */
export const readerId = (reader: Reader): string => (reader.kind === 'admin' ? 'admin-token' : reader.userId)

/** FR-025. A message as it is kept. */
export interface Notification {
  id: string
  /** Null when an admin wrote it. */
  event: EventName | null
  audience: Audience
  level: Severity
  title: string
  /** Plain text. */
  body: string
  /** Null is for everyone. */
  userIds: string[] | null
  /** Null stays. */
  expiresAt: Date | null
  createdAt: Date
}

/** What an admin may write. */
export type NotificationFields = Pick<Notification, 'level' | 'title' | 'body' | 'userIds' | 'expiresAt'>
