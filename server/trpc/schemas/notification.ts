import { z } from 'zod'
import { EVENT_NAMES, factsOf, SEVERITIES } from '#server/domain/events'
import type { Notification } from '#server/domain/notification'
import type { InboxEntry, NotificationEntry } from '#server/stores/interfaces'
import { id, isoTime, pageFields, required, textList, time, toIso, toIsoOrNull } from './fields'

const level = z.enum(SEVERITIES)

export const notificationCreateInput = z.object({
  title: z.string({ error: required }).trim().min(1, 'must not be empty').max(200),
  body: z.string().trim().max(10_000).default('').meta({ description: 'Plain text' }),
  level: level.default('info'),
  userIds: textList({ maxItems: 1_000, maxLength: 64 })
    .transform((ids) => (ids.length > 0 ? ids : null))
    .nullable()
    .default(null)
    .meta({ description: 'Ids of users; null and an empty list are for everyone' }),
  expiresAt: time
    .nullable()
    .default(null)
    .meta({ description: 'It is in no inbox from then on; null stays' }),
})

export const notificationPageInput = z.object(pageFields)
export const notificationIdInput = z.object({ id })

const shared = {
  id: z.string(),
  event: z.enum(EVENT_NAMES).nullable().meta({ description: 'What happened; null when an admin wrote it' }),
  facts: z
    .record(z.string(), z.string())
    .nullable()
    .meta({ description: 'What the words of an event are made of, for programs that say it in other words' }),
  level,
  title: z.string(),
  body: z.string(),
  createdAt: isoTime,
  expiresAt: isoTime.nullable(),
}

/** What its reader gets to see: not whom else it is for. */
export const inboxView = z
  .object({ ...shared, readAt: isoTime.nullable().meta({ description: 'null until it has been read' }) })
  .meta({ id: 'InboxMessage' })
export type InboxView = z.output<typeof inboxView>

export const notificationView = z
  .object({
    ...shared,
    audience: z.enum(['admins', 'users']),
    userIds: z.array(z.string()).nullable(),
    reads: z.number().meta({ description: 'How many have read it' }),
  })
  .meta({ id: 'Notification' })
export type NotificationView = z.output<typeof notificationView>

const toShared = ({ id: own, event, level: how, title, body, createdAt, expiresAt }: Notification) => ({
  ...{ id: own, event, level: how, title, body },
  facts: event === null ? null : factsOf(event, { title, body }),
  createdAt: toIso(createdAt),
  expiresAt: toIsoOrNull(expiresAt),
})

export const toInboxView = (entry: InboxEntry): InboxView => ({
  ...toShared(entry),
  readAt: toIsoOrNull(entry.readAt),
})

export const toNotificationView = (entry: NotificationEntry): NotificationView => ({
  ...toShared(entry),
  audience: entry.audience === 'users' ? 'users' : 'admins',
  userIds: entry.userIds,
  reads: entry.reads,
})

export const unreadView = z.object({
  unread: z
    .number()
    .meta({ description: 'Messages that have not been read; 100 stands for as many or more' }),
})
