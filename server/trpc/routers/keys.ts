import { adminProcedure, memberProcedure, router } from '../init'
import { idInput, pageOf, removedOutput } from '../schemas/fields'
import {
  keyCreateInput,
  keyCreatedView,
  keyListInput,
  keyRotateInput,
  keyUpdateInput,
  keyView,
  toKeyView,
} from '../schemas/key'

const tags = ['keys']

export const keysRouter = router({
  list: memberProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/keys',
        summary: 'List keys',
        description:
          'Every key that was not revoked, of one user or of all; users see their own. The keys themselves are not shown.',
        tags,
        protect: true,
      },
    })
    .input(keyListInput)
    .output(pageOf(keyView))
    .query(async ({ ctx, input: { userId, ...page } }) => {
      const { viewer } = ctx
      if (userId !== undefined) ctx.own.user(userId)
      const of = viewer.kind === 'admin' ? userId : viewer.userId
      const found = await ctx.services.keys.list({ userId: of }, page)
      return { ...found, items: found.items.map(toKeyView) }
    }),

  get: memberProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/keys/{id}',
        summary: 'Read a key',
        description: 'One key, by its public part and last four characters.',
        tags,
        protect: true,
      },
    })
    .input(idInput)
    .output(keyView)
    .query(async ({ ctx, input: { id } }) =>
      toKeyView(ctx.own.thing('key', id, await ctx.services.keys.get(id))),
    ),

  create: memberProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/keys',
        summary: 'Make a key',
        description:
          '`key` in this answer is the only time that the key is shown; the hub keeps a digest of it. A key that a user ' +
          'makes has no more rights than the one it is made with.',
        tags,
        protect: true,
      },
      example: { userId: '019a0000-0000-7000-8000-000000000000', name: 'laptop' },
    })
    .input(keyCreateInput)
    .output(keyCreatedView)
    .mutation(async ({ ctx, input }) => {
      const { viewer, services } = ctx
      ctx.own.user(input.userId)
      const { apiKey, key } = await (viewer.kind === 'admin'
        ? services.keys.create(input)
        : services.memberKeys.create(viewer, input))
      return { ...toKeyView(apiKey), key }
    }),

  update: adminProcedure
    .meta({
      openapi: {
        method: 'PATCH',
        path: '/keys/{id}',
        summary: 'Change a key',
        description: "Absent fields and limits stay as they are. No limit may exceed the user's.",
        tags,
        protect: true,
      },
      example: { enabled: false },
    })
    .input(keyUpdateInput)
    .output(keyView)
    .mutation(async ({ ctx, input: { id, ...patch } }) =>
      toKeyView(await ctx.services.keys.update(id, patch)),
    ),

  rotate: memberProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/keys/{id}/rotate',
        summary: 'Rotate a key',
        description:
          'Makes a key with the same settings, shown this once. The old one goes on for `overlapHours`, and never longer ' +
          'than it would have.',
        tags,
        protect: true,
      },
      example: { overlapHours: 24 },
    })
    .input(keyRotateInput)
    .output(keyCreatedView)
    .mutation(async ({ ctx, input: { id, overlapHours } }) => {
      const { viewer, services } = ctx
      ctx.own.thing('key', id, await services.keys.get(id))
      const { apiKey, key } = await (viewer.kind === 'admin'
        ? services.keys.rotate(id, overlapHours)
        : services.memberKeys.rotate(viewer, id, overlapHours))
      return { ...toKeyView(apiKey), key }
    }),

  remove: memberProcedure
    .meta({
      openapi: {
        method: 'DELETE',
        path: '/keys/{id}',
        summary: 'Revoke a key',
        description:
          'The key stops at once and for good; the request log keeps its name. Answers with the id.',
        tags,
        protect: true,
      },
    })
    .input(idInput)
    .output(removedOutput)
    .mutation(async ({ ctx, input }) => {
      const { keys } = ctx.services
      ctx.own.thing('key', input.id, await keys.get(input.id))
      await keys.remove(input.id)
      return input
    }),
})
