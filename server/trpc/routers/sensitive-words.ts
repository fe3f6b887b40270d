import { adminProcedure, router } from '../init'
import { idInput, pageOf, removedOutput } from '../schemas/fields'
import {
  blockedListInput,
  blockedView,
  sensitiveWordCreateInput,
  sensitiveWordImportInput,
  sensitiveWordImportView,
  sensitiveWordListInput,
  sensitiveWordTestInput,
  sensitiveWordTestView,
  sensitiveWordUpdateInput,
  sensitiveWordView,
  toBlockedView,
  toSensitiveWordView,
} from '../schemas/sensitive-word'

const tags = ['sensitive-words']

export const sensitiveWordsRouter = router({
  list: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/sensitive-words',
        summary: 'List sensitive words',
        description: 'The newest first.',
        tags,
        protect: true,
      },
    })
    .input(sensitiveWordListInput)
    .output(pageOf(sensitiveWordView))
    .query(async ({ ctx, input: { search, ...page } }) => {
      const { items, nextCursor } = await ctx.services.sensitiveWords.list({ search }, page)
      return { items: items.map(toSensitiveWordView), nextCursor }
    }),

  blocked: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/sensitive-words/blocked',
        summary: 'List blocked requests',
        description: 'Requests that a content rule blocked, the newest first: the rule, never the text.',
        tags,
        protect: true,
      },
    })
    .input(blockedListInput)
    .output(pageOf(blockedView))
    .query(async ({ ctx, input }) => {
      const { items, nextCursor } = await ctx.services.sensitiveWords.blocked(input)
      return { items: items.map(toBlockedView), nextCursor }
    }),

  get: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/sensitive-words/{id}',
        summary: 'Read a sensitive word',
        description: 'One rule.',
        tags,
        protect: true,
      },
    })
    .input(idInput)
    .output(sensitiveWordView)
    .query(async ({ ctx, input }) => toSensitiveWordView(await ctx.services.sensitiveWords.get(input.id))),

  create: adminProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/sensitive-words',
        summary: 'Add a sensitive word',
        description: 'Requests that say it are refused from now on.',
        tags,
        protect: true,
      },
      example: { pattern: 'project-x', match: 'exact' },
    })
    .input(sensitiveWordCreateInput)
    .output(sensitiveWordView)
    .mutation(async ({ ctx, input }) => toSensitiveWordView(await ctx.services.sensitiveWords.create(input))),

  update: adminProcedure
    .meta({
      openapi: {
        method: 'PATCH',
        path: '/sensitive-words/{id}',
        summary: 'Change a sensitive word',
        description: 'Absent fields stay as they are.',
        tags,
        protect: true,
      },
      example: { enabled: false },
    })
    .input(sensitiveWordUpdateInput)
    .output(sensitiveWordView)
    .mutation(async ({ ctx, input: { id, ...patch } }) =>
      toSensitiveWordView(await ctx.services.sensitiveWords.update(id, patch)),
    ),

  remove: adminProcedure
    .meta({
      openapi: {
        method: 'DELETE',
        path: '/sensitive-words/{id}',
        summary: 'Remove a sensitive word',
        description: 'Requests may say it from now on.',
        tags,
        protect: true,
      },
    })
    .input(idInput)
    .output(removedOutput)
    .mutation(async ({ ctx, input: { id } }) => {
      await ctx.services.sensitiveWords.remove(id)
      return { id }
    }),

  previewImport: adminProcedure
    .meta({
      changes: 'nothing',
      openapi: {
        method: 'POST',
        path: '/sensitive-words/import/preview',
        summary: 'Preview an import',
        description: 'What a list would add, one word a line. Changes nothing.',
        tags,
        protect: true,
      },
      example: { text: 'project-x\nproject-y', match: 'contains' },
    })
    .input(sensitiveWordImportInput)
    .output(sensitiveWordImportView)
    .mutation(({ ctx, input: { text, ...how } }) => ctx.services.sensitiveWords.previewImport(text, how)),

  import: adminProcedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/sensitive-words/import',
        summary: 'Import sensitive words',
        description: 'Adds what is new of a list, one word a line; duplicates and bad lines are left out.',
        tags,
        protect: true,
      },
      example: { text: 'project-x\nproject-y', match: 'contains' },
    })
    .input(sensitiveWordImportInput)
    .output(sensitiveWordImportView)
    .mutation(({ ctx, input: { text, ...how } }) => ctx.services.sensitiveWords.importLines(text, how)),

  test: adminProcedure
    .meta({
      changes: 'nothing',
      openapi: {
        method: 'POST',
        path: '/sensitive-words/test',
        summary: 'Test the sensitive words',
        description: 'Enabled rules that a text breaks. Changes nothing, and keeps nothing.',
        tags,
        protect: true,
      },
      example: { text: 'All about project-x' },
    })
    .input(sensitiveWordTestInput)
    .output(sensitiveWordTestView)
    .mutation(async ({ ctx, input }) => {
      const hits = await ctx.services.sensitiveWords.test(input.text)
      return { hits: hits.map(({ word, evasion }) => ({ word: toSensitiveWordView(word), evasion })) }
    }),
})
