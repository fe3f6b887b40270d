import { z } from 'zod'
import { adminProcedure, memberProcedure, router } from '../init'
import { pageOf, removedOutput } from '../schemas/fields'
import {
  inboxView,
  notificationCreateInput,
  notificationIdInput,
  notificationPageInput,
  notificationView,
  toInboxView,
  toNotificationView,
  unreadView,
} from '../schemas/notification'

const tags = ['notifications']

/** An inbox is its reader's own: whoever asks is whose inbox is read. */
export const notificationsRouter = router({
  inbox: memberProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/notifications/inbox',
        summary: "Read one's own messages",
        description:
          'What is for everyone and for oneself, the newest first; for the admin also what happened to the hub.',
        tags,
        protect: true,
      },
    })
    .input(notificationPageInput)
    .output(pageOf(inboxView))
    .query(async ({ ctx, input }) => {
      const { items, nextCursor } = await ctx.services.notifications.inbox(ctx.viewer, input)
      return { items: items.map(toInboxView), nextCursor }
    }),

  unread: memberProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/notifications/unread',
        summary: "Count one's own unread messages",
        description: 'Counted up to 100.',
        tags,
        protect: true,
      },
    })
    .input(z.void())
    .output(unreadView)
    .query(async ({ ctx }) => ({ unread: await ctx.services.notifications.unread(ctx.viewer) })),

  markAllRead: memberProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/notifications/read-all',
        summary: 'Mark all messages as read',
        description: "All of one's own.",
        tags,
        protect: true,
      },
      example: {},
      changes: 'nothing',
    })
    .input(z.void())
    .output(unreadView)
    .mutation(async ({ ctx }) => {
      await ctx.services.notifications.markAllRead(ctx.viewer)
      return { unread: await ctx.services.notifications.unread(ctx.viewer) }
    }),

  markRead: memberProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/notifications/{id}/read',
        summary: 'Mark a message as read',
        description: "One of one's own inbox.",
        tags,
        protect: true,
      },
      example: {},
      changes: 'nothing',
    })
    .input(notificationIdInput)
    .output(unreadView)
    .mutation(async ({ ctx, input }) => {
      await ctx.services.notifications.markRead(ctx.viewer, input.id)
      return { unread: await ctx.services.notifications.unread(ctx.viewer) }
    }),

  list: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/notifications',
        summary: 'List all messages',
        description:
          'Everything that was ever written, by admins and by events, the newest first, and how many read it.',
        tags,
        protect: true,
      },
    })
    .input(notificationPageInput)
    .output(pageOf(notificationView))
    .query(async ({ ctx, input }) => {
      const { items, nextCursor } = await ctx.services.notifications.list(input)
      return { items: items.map(toNotificationView), nextCursor }
    }),

  get: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/notifications/{id}',
        summary: 'Read a message',
        description: 'With whom it is for, and how many read it.',
        tags,
        protect: true,
      },
    })
    .input(notificationIdInput)
    .output(notificationView)
    .query(async ({ ctx, input }) => toNotificationView(await ctx.services.notifications.get(input.id))),

  create: adminProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/notifications',
        summary: 'Write a message',
        description: 'To everyone or to some users; it is in their inboxes at once.',
        tags,
        protect: true,
      },
      example: { title: 'Maintenance tonight', body: 'From 22:00 to 22:30.', level: 'warning' },
    })
    .input(notificationCreateInput)
    .output(notificationView)
    .mutation(async ({ ctx, input }) =>
      toNotificationView({ ...(await ctx.services.notifications.create(input)), reads: 0 }),
    ),

  remove: adminProcedure
    .meta({
      openapi: {
        method: 'DELETE',
        path: '/notifications/{id}',
        summary: 'Remove a message',
        description: 'It is in no inbox from now on.',
        tags,
        protect: true,
      },
    })
    .input(notificationIdInput)
    .output(removedOutput)
    .mutation(async ({ ctx, input: { id } }) => {
      await ctx.services.notifications.remove(id)
      return { id }
    }),
})
