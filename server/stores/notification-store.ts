import { DbNull } from '@prisma/client/runtime/client'
import { uuidv7 } from 'uuidv7'
import { z } from 'zod'
import { EVENT_NAMES, SEVERITIES } from '#server/domain/events'
import { AUDIENCES, readerId } from '#server/domain/notification'
import type { Notification } from '#server/domain/notification'
import type { Notification as NotificationRow } from '#prisma/generated/sqlite/client'
import { writeOne, type Subject, type TransactionClient } from './config-version-store'
import { createInboxQueries } from './inbox-queries'
import type { NotificationStore } from './interfaces'
import { parseColumns, stringList } from './parse-columns'
import { readPage } from './read-page'
import type { StoreContext } from './store-context'
import { attempt, StoreError } from './store-error'

const checked = z.object({
  event: z.enum(EVENT_NAMES).nullable(),
  audience: z.enum(AUDIENCES),
  level: z.enum(SEVERITIES),
  userIds: stringList.nullable(),
})
const COUNTED = { _count: { select: { receipts: true } } } as const

export function createNotificationStore(
  context: Pick<StoreContext, 'client' | 'kind' | 'now'>,
): NotificationStore {
  const { client, now } = context
  const subject = (id: string | null): Subject => ({ type: 'notification', id, read: findOne })

  return {
    async announce(notifications, deliveries) {
      const at = now()
      try {
        await attempt(() =>
          client.$transaction([
            client.notification.createMany({ data: notifications.map((one) => toColumns(one, at)) }),
            client.delivery.createMany({
              data: deliveries.map((one) => ({
                ...one,
                id: uuidv7(),
                status: 'pending',
                nextAttemptAt: at,
                createdAt: at,
              })),
            }),
          ]),
        )
        return true
      } catch (error) {
        // Their dedupe keys are all that can be there already.
        if (error instanceof StoreError && error.code === 'conflict') return false
        throw error
      }
    },

    create: (fields) =>
      writeOne(context, subject(null), async (transaction) => {
        const data = toColumns({ ...fields, event: null, audience: 'users', dedupeKey: null }, now())
        return toNotification(await transaction.notification.create({ data }))
      }),

    get: (id) =>
      attempt(async () => {
        const row = await client.notification.findUnique({ where: { id }, include: COUNTED })
        return row && { ...toNotification(row), reads: row._count.receipts }
      }),

    remove: (id) =>
      writeOne(context, subject(id), async (transaction) => {
        const { count } = await transaction.notification.deleteMany({ where: { id } })
        return count > 0
      }),

    list: (page) =>
      attempt(() =>
        readPage({
          page,
          read: ({ take, beforeId }) =>
            client.notification.findMany({
              where: { audience: { not: 'nobody' }, ...(beforeId !== null && { id: { lt: beforeId } }) },
              include: COUNTED,
              orderBy: { id: 'desc' },
              take,
            }),
          toItem: (row) => ({ ...toNotification(row), reads: row._count.receipts }),
        }),
      ),

    ...createInbox(context),
  }
}

/** What readers do with it. */
function createInbox({
  client,
  kind,
  now,
}: Pick<StoreContext, 'client' | 'kind' | 'now'>): Pick<
  NotificationStore,
  'inbox' | 'unread' | 'markRead' | 'markAllRead'
> {
  const inbox = createInboxQueries({ client, kind, now })
  return {
    inbox: (reader, page) =>
      attempt(() =>
        readPage({
          page,
          read: async (range) => {
            const id = { in: await inbox.ids(reader, range) }
            const receipts = { where: { userId: readerId(reader) } }
            return client.notification.findMany({
              where: { id },
              include: { receipts },
              orderBy: { id: 'desc' },
            })
          },
          toItem: (row) => ({ ...toNotification(row), readAt: row.receipts[0]?.readAt ?? null }),
        }),
      ),

    unread: (reader, atMost) => attempt(() => inbox.unread(reader, atMost)),

    markRead: (reader, notificationId) =>
      attempt(async () => {
        if (!(await inbox.has(reader, notificationId))) return false
        const key = { notificationId, userId: readerId(reader) }
        await client.notificationReceipt.upsert({
          where: { notificationId_userId: key },
          create: { ...key, readAt: now() },
          update: {},
        })
        return true
      }),

    markAllRead: (reader) => attempt(() => inbox.markAllRead(reader)),
  }
}

type Fields = Omit<Notification, 'id' | 'createdAt'> & { dedupeKey: string | null }

const toColumns = ({ userIds, ...fields }: Fields, createdAt: Date) => ({
  ...fields,
  userIds: userIds ?? DbNull,
  id: uuidv7(),
  createdAt,
})

async function findOne(client: TransactionClient, id: string): Promise<Notification | null> {
  const row = await client.notification.findUnique({ where: { id } })
  return row && toNotification(row)
}

function toNotification(row: NotificationRow): Notification {
  const { id, title, body, expiresAt, createdAt } = row
  return { id, ...parseColumns('Notification', row, checked), title, body, expiresAt, createdAt }
}
