import { z } from 'zod'
import { adminProcedure, router } from '../init'
import {
  errorRuleCreateInput,
  errorRuleRemovedView,
  errorRuleTestInput,
  errorRuleTestView,
  errorRuleUpdateInput,
  errorRuleView,
  toErrorRuleTestView,
  toErrorRuleView,
} from '../schemas/error-rule'
import { idInput, pageOf } from '../schemas/fields'

const tags = ['error-rules']

export const errorRulesRouter = router({
  list: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/error-rules',
        summary: 'List error rules',
        description: 'All of them on one page, built-in and own, in the order in which they are tried.',
        tags,
        protect: true,
      },
    })
    .input(z.void())
    .output(pageOf(errorRuleView))
    .query(async ({ ctx }) => {
      const rules = await ctx.services.errorRules.list()
      return { items: rules.map(toErrorRuleView), nextCursor: null }
    }),

  get: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/error-rules/{id}',
        summary: 'Read an error rule',
        description: 'One rule, built-in or own.',
        tags,
        protect: true,
      },
    })
    .input(idInput)
    .output(errorRuleView)
    .query(async ({ ctx, input }) => toErrorRuleView(await ctx.services.errorRules.get(input.id))),

  create: adminProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/error-rules',
        summary: 'Add an error rule',
        description: "Decides what follows from a provider's failed answer, before the built-in rules do.",
        tags,
        protect: true,
      },
      example: {
        name: 'Proxy page of the office',
        conditions: { statuses: ['502'], bodyPattern: 'squid' },
        retry: true,
        switchProvider: true,
        breaker: false,
      },
    })
    .input(errorRuleCreateInput)
    .output(errorRuleView)
    .mutation(async ({ ctx, input }) => toErrorRuleView(await ctx.services.errorRules.create(input))),

  update: adminProcedure
    .meta({
      openapi: {
        method: 'PATCH',
        path: '/error-rules/{id}',
        summary: 'Change an error rule',
        description:
          'Absent fields stay as they are. Of a built-in rule all but the name and the conditions can be changed.',
        tags,
        protect: true,
      },
      example: { enabled: false },
    })
    .input(errorRuleUpdateInput)
    .output(errorRuleView)
    .mutation(async ({ ctx, input: { id, ...patch } }) =>
      toErrorRuleView(await ctx.services.errorRules.update(id, patch)),
    ),

  remove: adminProcedure
    .meta({
      openapi: {
        method: 'DELETE',
        path: '/error-rules/{id}',
        summary: 'Remove or reset an error rule',
        description: 'A rule of your own is removed; a built-in one is reset to what the hub ships.',
        tags,
        protect: true,
      },
    })
    .input(idInput)
    .output(errorRuleRemovedView)
    .mutation(async ({ ctx, input: { id } }) => ({ id, outcome: await ctx.services.errorRules.remove(id) })),

  test: adminProcedure
    .meta({
      changes: 'nothing',
      openapi: {
        method: 'POST',
        path: '/error-rules/test',
        summary: 'Test the error rules',
        description: 'Which rule matches this answer of a provider, and what would follow. Changes nothing.',
        tags,
        protect: true,
      },
      example: {
        status: 529,
        body: '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}',
        dialect: 'claude',
      },
    })
    .input(errorRuleTestInput)
    .output(errorRuleTestView)
    .mutation(async ({ ctx, input }) => toErrorRuleTestView(await ctx.services.errorRules.test(input))),
})
