import { z } from 'zod'
import { adminProcedure, router } from '../init'
import {
  clientRuleCreateInput,
  clientRuleUpdateInput,
  clientRuleView,
  clientSeenView,
  toClientSeenView,
} from '../schemas/client-version'
import { idInput, pageOf, removedOutput } from '../schemas/fields'

const tags = ['client-versions']

export const clientVersionsRouter = router({
  seen: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/client-versions/seen',
        summary: 'List client versions',
        description: 'Versions of client programs of the last 30 days, and who uses them.',
        tags,
        protect: true,
      },
    })
    .input(z.void())
    .output(pageOf(clientSeenView))
    .query(async ({ ctx }) => ({
      items: (await ctx.services.clientVersions.seen()).map(toClientSeenView),
      nextCursor: null,
    })),

  list: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/client-versions',
        summary: 'List client rules',
        description: 'Least versions of client programs, all on one page.',
        tags,
        protect: true,
      },
    })
    .input(z.void())
    .output(pageOf(clientRuleView))
    .query(async ({ ctx }) => ({
      items: await ctx.services.clientVersions.list(),
      nextCursor: null,
    })),

  get: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/client-versions/{id}',
        summary: 'Read a client rule',
        description: 'One rule.',
        tags,
        protect: true,
      },
    })
    .input(idInput)
    .output(clientRuleView)
    .query(({ ctx, input }) => ctx.services.clientVersions.get(input.id)),

  create: adminProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/client-versions',
        summary: 'Add a client rule',
        description: 'Older versions of the client are warned or refused from now on.',
        tags,
        protect: true,
      },
      example: { clientName: 'claude-code', minVersion: '2.0.0', action: 'warn' },
    })
    .input(clientRuleCreateInput)
    .output(clientRuleView)
    .mutation(({ ctx, input }) => ctx.services.clientVersions.create(input)),

  update: adminProcedure
    .meta({
      openapi: {
        method: 'PATCH',
        path: '/client-versions/{id}',
        summary: 'Change a client rule',
        description: 'Absent fields stay as they are.',
        tags,
        protect: true,
      },
      example: { action: 'block' },
    })
    .input(clientRuleUpdateInput)
    .output(clientRuleView)
    .mutation(({ ctx, input: { id, ...patch } }) => ctx.services.clientVersions.update(id, patch)),

  remove: adminProcedure
    .meta({
      openapi: {
        method: 'DELETE',
        path: '/client-versions/{id}',
        summary: 'Remove a client rule',
        description: 'Every version of the client is served from now on.',
        tags,
        protect: true,
      },
    })
    .input(idInput)
    .output(removedOutput)
    .mutation(async ({ ctx, input: { id } }) => {
      await ctx.services.clientVersions.remove(id)
      return { id }
    }),
})
