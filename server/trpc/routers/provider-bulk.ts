import type { BulkChange } from '#server/services/provider-bulk'
import { adminProcedure, router } from '../init'
import { providerBulkInput, providerBulkView } from '../schemas/provider-bulk'

const tags = ['providers']
const example = {
  providers: [{ id: '01890a5d-ac96-774b-bcce-b302099a8057' }],
  patch: { enabled: true, priority: 10, addGroupTags: ['premium'] },
}
const toView = (changes: readonly BulkChange[]) => ({
  items: changes.map((change) => ({ ...change, changes: { ...change.changes } })),
})

export const providerBulkRouter = router({
  preview: adminProcedure
    .meta({
      changes: 'nothing',
      openapi: {
        method: 'POST',
        path: '/providers/bulk/preview',
        summary: 'Preview a change of providers',
        description: 'What a change of several providers would do to each. Changes nothing.',
        tags,
        protect: true,
      },
      example,
    })
    .input(providerBulkInput)
    .output(providerBulkView)
    .mutation(async ({ ctx, input }) =>
      toView(await ctx.services.providerBulk.preview(input.providers, input.patch)),
    ),

  change: adminProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/providers/bulk',
        summary: 'Change several providers',
        description:
          'All of them or none. A version that is no more in force refuses the whole change with 409. Answers with what was changed.',
        tags,
        protect: true,
      },
      example,
    })
    .input(providerBulkInput)
    .output(providerBulkView)
    .mutation(async ({ ctx, input }) =>
      toView(await ctx.services.providerBulk.apply(input.providers, input.patch)),
    ),
})
