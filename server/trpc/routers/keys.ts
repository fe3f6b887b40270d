import { adminProcedure, router } from '../init'
import { idInput, pageOf, removedOutput } from '../schemas/fields'
import {
  keyCreateInput,
  keyCreatedView,
  keyListInput,
  keyUpdateInput,
  keyView,
  toKeyView,
} from '../schemas/key'

const tags = ['keys']

export const keysRouter = router({
  list: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/keys',
        summary: 'List keys',
        description:
          'Every key that was not revoked, of one user or of all. The keys themselves are not shown.',
        tags,
        protect: true,
      },
    })
    .input(keyListInput)
    .output(pageOf(keyView))
    .query(async ({ ctx, input: { userId, ...page } }) => {
      const found = await ctx.services.keys.list({ userId }, page)
      return { ...found, items: found.items.map(toKeyView) }
    }),

  get: adminProcedure
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
    .query(async ({ ctx, input }) => toKeyView(await ctx.services.keys.get(input.id))),

  create: adminProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/keys',
        summary: 'Make a key',
        description:
          '`key` in this answer is the only time that the key is shown. The hub keeps a digest of it.',
        tags,
        protect: true,
      },
      example: { userId: '019a0000-0000-7000-8000-000000000000', name: 'laptop' },
    })
    .input(keyCreateInput)
    .output(keyCreatedView)
    .mutation(async ({ ctx, input }) => {
      const { apiKey, key } = await ctx.services.keys.create(input)
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

  remove: adminProcedure
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
      await ctx.services.keys.remove(input.id)
      return input
    }),
})
