import type { SessionService } from '#server/services/session-service'
import type { Viewer } from '../context'
import { followChanges, LIVE_STEP_MS } from '../follow-changes'
import { adminProcedure, memberProcedure, router } from '../init'
import { pageOf } from '../schemas/fields'
import { logView, toLogView, toMemberLogView } from '../schemas/log'
import {
  previewInput,
  previewView,
  sessionDetailView,
  sessionHistoryInput,
  sessionInput,
  sessionListInput,
  sessionListView,
  sessionRequestsInput,
  sessionView,
  terminatedView,
  toLiveRequestView,
  toSessionView,
} from '../schemas/session'
import type { SessionListView } from '../schemas/session'

const tags = ['sessions']

export const sessionsRouter = router({
  list: memberProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/sessions',
        summary: 'List live sessions',
        description:
          'Conversations with a request under way on any instance, and those that had one a moment ago; tokens count up while an answer streams. Users see their own.',
        tags,
        protect: true,
      },
    })
    .input(sessionListInput)
    .output(sessionListView)
    .query(({ ctx, input: { userId } }) => {
      if (userId !== undefined) ctx.own.user(userId)
      return list(ctx.services.sessions, ctx.viewer, { userId })
    }),

  /** The same by server-sent events, when something has changed, as it changes. */
  live: memberProcedure.input(sessionListInput).subscription(({ ctx, input: { userId }, signal }) => {
    if (userId !== undefined) ctx.own.user(userId)
    const read = (again: boolean) => list(ctx.services.sessions, ctx.viewer, { userId, momentAgo: again })
    return followChanges({ read, stepMs: LIVE_STEP_MS, signal })
  }),

  history: memberProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/sessions/history',
        summary: 'List past sessions',
        description:
          'Conversations by their newest request that has ended, as far as the request log goes back. Users see their own.',
        tags,
        protect: true,
      },
    })
    .input(sessionHistoryInput)
    .output(pageOf(sessionView))
    .query(async ({ ctx, input: { userId, ...page } }) => {
      const { viewer } = ctx
      if (userId !== undefined) ctx.own.user(userId)
      const of = { userId: viewer.kind === 'admin' ? userId : viewer.userId }
      const { items, nextCursor } = await ctx.services.sessions.history(of, page)
      return { items: items.map((session) => toSessionView(session, viewer.kind !== 'admin')), nextCursor }
    }),

  get: memberProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/sessions/{id}',
        summary: 'Read a session',
        description: 'One conversation, with what it has under way.',
        tags,
        protect: true,
      },
    })
    .input(sessionInput)
    .output(sessionDetailView)
    .query(async ({ ctx, input: { id } }) => {
      const { session, live } = await ctx.services.sessions.get(id)
      ctx.own.thing('session', id, session)
      const own = ctx.viewer.kind !== 'admin'
      return {
        ...toSessionView(session, own),
        underWay: live.map((request) => toLiveRequestView(request, own)),
      }
    }),

  requests: memberProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/sessions/{id}/requests',
        summary: 'List the requests of a session',
        description: 'Those that have ended, the newest first.',
        tags,
        protect: true,
      },
    })
    .input(sessionRequestsInput)
    .output(pageOf(logView))
    .query(async ({ ctx, input: { id, ...page } }) => {
      ctx.own.thing('session', id, await ctx.services.sessions.owner(id))
      const { items, nextCursor } = await ctx.services.sessions.requests(id, page)
      const view = ctx.viewer.kind === 'admin' ? toLogView : toMemberLogView
      return { items: items.map(view), nextCursor }
    }),

  terminate: memberProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/sessions/{id}/terminate',
        summary: 'End a session',
        description:
          'Ends what a conversation has under way, on whatever instance: upstream calls are cut, the client gets an error of its own protocol, what was used is billed. Later requests are served as usual. Users may end their own.',
        tags,
        protect: true,
      },
      example: {},
      changes: 'outside',
    })
    .input(sessionInput)
    .output(terminatedView)
    .mutation(async ({ ctx, input: { id } }) => {
      const { sessions } = ctx.services
      // Of an admin nothing is looked up first: it has to be quick.
      if (ctx.viewer.kind !== 'admin') ctx.own.thing('session', id, await sessions.owner(id))
      return { id, ended: await sessions.terminate(id) }
    }),

  openPreview: adminProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/sessions/requests/{id}/preview',
        summary: 'Begin to look at an answer',
        description:
          'Keeps the last of the text that a client is sent from now on, as long as somebody reads it. Needs the setting streamPreview, and is written to the audit log.',
        tags,
        protect: true,
      },
      example: {},
      changes: 'outside',
    })
    .input(previewInput)
    .output(previewView)
    .mutation(async ({ ctx, input: { id } }) => ({ id, text: await ctx.services.sessions.openPreview(id) })),

  preview: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/sessions/requests/{id}/preview',
        summary: 'Look at an answer',
        description:
          'The text since the preview was opened. It closes when nobody has read it for ten seconds.',
        tags,
        protect: true,
      },
    })
    .input(previewInput)
    .output(previewView)
    .query(async ({ ctx, input: { id } }) => ({ id, text: await ctx.services.sessions.preview(id) })),
})

async function list(
  sessions: SessionService,
  viewer: Viewer,
  { userId, ...how }: Parameters<SessionService['list']>[0],
): Promise<SessionListView> {
  const found = await sessions.list({ userId: viewer.kind === 'admin' ? userId : viewer.userId, ...how })
  const items = found.sessions.map((session) => toSessionView(session, viewer.kind !== 'admin'))
  return { items, nextCursor: null, missing: found.missing }
}
