import { adminProcedure, memberProcedure, router } from '../init'
import { idInput } from '../schemas/fields'
import { ownUsageView, quotaView, toOwnUsageView, toQuotaView } from '../schemas/quota'

const READ = 'What is used of each limit, what is left, and when it resets.'
const RESET =
  'What was spent before now does not count for the limits any more; the log and the statistics keep it. Answers with the quota.'

/** FR-011. */
export const quotaRouter = router({
  ofUser: memberProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/users/{id}/quota',
        summary: "Read a user's quota",
        description: READ,
        tags: ['users'],
        protect: true,
      },
    })
    .input(idInput)
    .output(quotaView)
    .query(async ({ ctx, input: { id } }) => {
      ctx.own.user(id)
      const { users, quota } = ctx.services
      return toQuotaView(await quota.of('user', await users.get(id)))
    }),

  usageOfUser: memberProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/users/{id}/usage',
        summary: "Read a user's usage",
        description: "Today and this month, in the hub's time zone.",
        tags: ['users'],
        protect: true,
      },
    })
    .input(idInput)
    .output(ownUsageView)
    .query(async ({ ctx, input: { id } }) => {
      ctx.own.user(id)
      return toOwnUsageView(await ctx.services.quota.usage(id))
    }),

  resetUser: adminProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/users/{id}/quota/reset',
        summary: "Reset a user's limits",
        description: RESET,
        tags: ['users'],
        protect: true,
      },
      example: {},
    })
    .input(idInput)
    .output(quotaView)
    .mutation(async ({ ctx, input: { id } }) => {
      const { users, quota } = ctx.services
      return toQuotaView(await quota.of('user', await users.resetLimits(id)))
    }),

  ofKey: memberProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/keys/{id}/quota',
        summary: "Read a key's quota",
        description: READ,
        tags: ['keys'],
        protect: true,
      },
    })
    .input(idInput)
    .output(quotaView)
    .query(async ({ ctx, input: { id } }) => {
      const { keys, quota } = ctx.services
      return toQuotaView(await quota.of('key', ctx.own.thing('key', id, await keys.get(id))))
    }),

  resetKey: adminProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/keys/{id}/quota/reset',
        summary: "Reset a key's limits",
        description: RESET,
        tags: ['keys'],
        protect: true,
      },
      example: {},
    })
    .input(idInput)
    .output(quotaView)
    .mutation(async ({ ctx, input: { id } }) => {
      const { keys, quota } = ctx.services
      return toQuotaView(await quota.of('key', await keys.resetLimits(id)))
    }),

  ofProvider: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/providers/{id}/quota',
        summary: "Read a provider's quota",
        description: READ,
        tags: ['providers'],
        protect: true,
      },
    })
    .input(idInput)
    .output(quotaView)
    .query(async ({ ctx, input: { id } }) => {
      const { providers, quota } = ctx.services
      return toQuotaView(await quota.of('provider', await providers.get(id)))
    }),

  resetProvider: adminProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/providers/{id}/quota/reset',
        summary: "Reset a provider's limits",
        description: RESET,
        tags: ['providers'],
        protect: true,
      },
      example: {},
    })
    .input(idInput)
    .output(quotaView)
    .mutation(async ({ ctx, input: { id } }) => {
      const { providers, quota } = ctx.services
      return toQuotaView(await quota.of('provider', await providers.resetLimits(id)))
    }),
})
