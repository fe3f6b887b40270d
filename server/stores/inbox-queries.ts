import { raw } from '@prisma/client/runtime/client'
import { readerId } from '#server/domain/notification'
import type { Reader } from '#server/domain/notification'
import type { StoreContext } from './store-context'
import { timeLiteral } from './time-literal'

/** What a reader gets to see: Prisma has no word for "this list of JSON holds that text" that every database knows. */
export interface InboxQueries {
  /** Ids by descending id, at most `take`. */
  ids(reader: Reader, range: { take: number; beforeId: string | null }): Promise<string[]>
  unread(reader: Reader, atMost: number): Promise<number>
  /** @returns whether the reader may see it */
  has(reader: Reader, id: string): Promise<boolean>
  markAllRead(reader: Reader): Promise<void>
}

export function createInboxQueries({
  client,
  kind,
  now,
}: Pick<StoreContext, 'client' | 'kind' | 'now'>): InboxQueries {
  /** The reader's user id is the one parameter of it. */
  const visible = (reader: Reader): string => {
    const everyone = `(n."audience" = 'users' AND n."userIds" IS NULL)`
    const whose =
      reader.kind === 'admin'
        ? `(n."audience" = 'admins' OR ${everyone})`
        : `(${everyone} OR (n."audience" = 'users' AND CAST(n."userIds" AS TEXT) LIKE '%"${uuid(reader.userId)}"%'))`
    return `${whose} AND (n."expiresAt" IS NULL OR n."expiresAt" > ${timeLiteral[kind](now().getTime())})`
  }
  const isUnread = (reader: Reader): string =>
    `NOT EXISTS (SELECT 1 FROM "NotificationReceipt" r WHERE r."notificationId" = n."id" AND r."userId" = '${uuid(readerId(reader))}')`

  return {
    async ids(reader, { take, beforeId }) {
      // Every id is below it.
      const below = beforeId ?? 'z'
      const rows = await client.$queryRaw<{ id: string }[]>`SELECT n."id" AS "id" FROM "Notification" n
        WHERE n."id" < ${below} AND ${raw(visible(reader))} ORDER BY n."id" DESC LIMIT ${raw(String(take))}`
      return rows.map(({ id }) => id)
    },
    async unread(reader, atMost) {
      const rows = await client.$queryRaw<unknown[]>`SELECT 1 FROM "Notification" n
        WHERE ${raw(visible(reader))} AND ${raw(isUnread(reader))} LIMIT ${raw(String(atMost))}`
      return rows.length
    },
    async has(reader, id) {
      const rows = await client.$queryRaw<unknown[]>`SELECT 1 FROM "Notification" n
        WHERE n."id" = ${id} AND ${raw(reader.kind === 'admin' ? TOLD : visible(reader))}`
      return rows.length > 0
    },
    async markAllRead(reader) {
      await client.$executeRaw`INSERT INTO "NotificationReceipt" ("notificationId", "userId", "readAt")
        SELECT n."id", ${readerId(reader)}, ${raw(timeLiteral[kind](now().getTime()))} FROM "Notification" n
        WHERE ${raw(visible(reader))} AND ${raw(isUnread(reader))} ON CONFLICT DO NOTHING`
    },
  }
}

/** An admin gets to see what is for others in the list of all. */
const TOLD = `n."audience" <> 'nobody'`

/** It becomes a part of a statement: nothing but what ids are made of. */
function uuid(id: string): string {
  if (!/^[\w-]{1,64}$/.test(id)) throw new Error('a reader has an id of letters, digits and hyphens')
  return id
}
