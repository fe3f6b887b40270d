import { z } from 'zod'
import { adminProcedure, router } from '../init'
import { auditListInput, auditVerdictView, auditView, toAuditView } from '../schemas/audit'
import { idInput, pageOf } from '../schemas/fields'

const tags = ['audit']

export const auditRouter = router({
  list: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/audit',
        summary: 'List the audit log',
        description: 'Who changed what, from where; the newest first.',
        tags,
        protect: true,
      },
    })
    .input(auditListInput)
    .output(pageOf(auditView))
    .query(async ({ ctx, input: { limit, cursor, ...filter } }) => {
      const { items, nextCursor } = await ctx.services.audit.list(filter, { limit, cursor })
      return { items: items.map(toAuditView), nextCursor }
    }),

  verify: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/audit/verify',
        summary: 'Verify the audit log',
        description:
          'Looks through the whole chain: whether each entry is as it was written and follows from the one before, and ' +
          'whether the last ones are still there.',
        tags,
        protect: true,
      },
    })
    .input(z.void())
    .output(auditVerdictView)
    .query(({ ctx }) => ctx.services.audit.verify()),

  get: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/audit/{id}',
        summary: 'Read an audit entry',
        description: 'One entry.',
        tags,
        protect: true,
      },
    })
    .input(idInput)
    .output(auditView)
    .query(async ({ ctx, input }) => toAuditView(await ctx.services.audit.get(input.id))),
})
