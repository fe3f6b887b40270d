import type { Notification, NotificationFields, Reader } from '#server/domain/notification'
import type { Page } from '#server/domain/page'
import type {
  InboxEntry,
  NotificationEntry,
  NotificationStore,
  PageRequest,
  UserStore,
} from '#server/stores/interfaces'
import { ServiceError } from './service-error'

/** FR-025. Messages to everyone, to users and to admins. */
export interface NotificationService {
  /** By an admin, to everyone or to some. @throws ServiceError invalid: there is no such user */
  create(fields: NotificationFields): Promise<Notification>
  /** All that were ever written, by admins and by events, the newest first. */
  list(page: PageRequest): Promise<Page<NotificationEntry>>
  /** @throws ServiceError not_found */
  get(id: string): Promise<NotificationEntry>
  /** @throws ServiceError not_found */
  remove(id: string): Promise<void>
  inbox(reader: Reader, page: PageRequest): Promise<Page<InboxEntry>>
  /** Counted up to 100. */
  unread(reader: Reader): Promise<number>
  /** @throws ServiceError not_found: it is not in the reader's inbox */
  markRead(reader: Reader, id: string): Promise<void>
  markAllRead(reader: Reader): Promise<void>
}

const MOST_COUNTED = 100
const WHAT = 'notification'

export function createNotificationService(options: {
  notifications: NotificationStore
  users: Pick<UserStore, 'get'>
  onConfigChanged: () => Promise<void>
}): NotificationService {
  const { notifications, users, onConfigChanged } = options
  return {
    async create(fields) {
      const found = await Promise.all((fields.userIds ?? []).map((id) => users.get(id)))
      const missing = found.flatMap((user, at) =>
        user ? [] : [{ path: `userIds.${String(at)}`, message: 'is not the id of a user' }],
      )
      if (missing.length > 0) throw ServiceError.invalid(missing)
      const made = await notifications.create(fields)
      await onConfigChanged()
      return made
    },
    list: (page) => notifications.list(page),
    async get(id) {
      const found = await notifications.get(id)
      if (!found) throw ServiceError.notFound(WHAT, id)
      return found
    },
    async remove(id) {
      if (!(await notifications.remove(id))) throw ServiceError.notFound(WHAT, id)
      await onConfigChanged()
    },
    inbox: (reader, page) => notifications.inbox(reader, page),
    unread: (reader) => notifications.unread(reader, MOST_COUNTED),
    async markRead(reader, id) {
      if (!(await notifications.markRead(reader, id))) throw ServiceError.notFound(WHAT, id)
    },
    markAllRead: (reader) => notifications.markAllRead(reader),
  }
}
