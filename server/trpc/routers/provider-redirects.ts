import { adminProcedure, router } from '../init'
import { redirectImportInput, redirectImportView, redirectPreviewView } from '../schemas/provider-redirects'

const tags = ['providers']
const example = { format: 'csv', text: 'match,from,to\nprefix,claude-opus-,claude-opus-4-1', mode: 'append' }

export const providerRedirectsRouter = router({
  preview: adminProcedure
    .meta({
      changes: 'nothing',
      openapi: {
        method: 'POST',
        path: '/providers/{id}/redirects/preview',
        summary: 'Preview an import of redirects',
        description: 'What the import would change, and which lines are in its way. Changes nothing.',
        tags,
        protect: true,
      },
      example,
    })
    .input(redirectImportInput)
    .output(redirectPreviewView)
    .mutation(({ ctx, input: { id, ...input } }) => ctx.services.redirects.preview(id, input)),

  import: adminProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/providers/{id}/redirects/import',
        summary: 'Import redirects',
        description: 'All of the text or, if a line is no rule, nothing of it. Answers what has changed.',
        tags,
        protect: true,
      },
      example,
    })
    .input(redirectImportInput)
    .output(redirectImportView)
    .mutation(({ ctx, input: { id, ...input } }) => ctx.services.redirects.apply(id, input)),
})
