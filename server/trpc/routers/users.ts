import { z } from 'zod'
import { adminProcedure, memberProcedure, router } from '../init'
import { idInput, pageFields, pageOf, removedOutput } from '../schemas/fields'
import { toMemberUserView, toUserView, userCreateInput, userUpdateInput, userView } from '../schemas/user'

const tags = ['users']

export const usersRouter = router({
  list: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/users',
        summary: 'List users',
        description: 'Every user that was not removed.',
        tags,
        protect: true,
      },
    })
    .input(z.object(pageFields))
    .output(pageOf(userView))
    .query(async ({ ctx, input }) => {
      const page = await ctx.services.users.list(input)
      return { ...page, items: page.items.map(toUserView) }
    }),

  get: memberProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/users/{id}',
        summary: 'Read a user',
        description: 'One user with its limits. Users read themselves.',
        tags,
        protect: true,
      },
    })
    .input(idInput)
    .output(userView)
    .query(async ({ ctx, input }) => {
      ctx.own.user(input.id)
      const user = await ctx.services.users.get(input.id)
      return ctx.viewer.kind === 'admin' ? toUserView(user) : toMemberUserView(user)
    }),

  create: adminProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/users',
        summary: 'Add a user',
        description: 'A person or team that owns keys. Limits that are not given do not limit.',
        tags,
        protect: true,
      },
      example: { name: 'Ada', limits: { rpm: 60, usdDay: 10 } },
    })
    .input(userCreateInput)
    .output(userView)
    .mutation(async ({ ctx, input }) => toUserView(await ctx.services.users.create(input))),

  update: adminProcedure
    .meta({
      openapi: {
        method: 'PATCH',
        path: '/users/{id}',
        summary: 'Change a user',
        description: 'Absent fields and limits stay as they are; a limit of null is lifted.',
        tags,
        protect: true,
      },
      example: { limits: { usdDay: 20, rpm: null } },
    })
    .input(userUpdateInput)
    .output(userView)
    .mutation(async ({ ctx, input: { id, ...patch } }) =>
      toUserView(await ctx.services.users.update(id, patch)),
    ),

  remove: adminProcedure
    .meta({
      openapi: {
        method: 'DELETE',
        path: '/users/{id}',
        summary: 'Remove a user',
        description: "The user's keys stop at once; the request log keeps the name. Answers with the id.",
        tags,
        protect: true,
      },
    })
    .input(idInput)
    .output(removedOutput)
    .mutation(async ({ ctx, input }) => {
      await ctx.services.users.remove(input.id)
      return input
    }),
})
