import { adminProcedure, router } from '../init'
import { toTranslationView, translateInput, translationView } from '../schemas/translate'

export const translateRouter = router({
  message: adminProcedure
    .meta({
      changes: 'nothing',
      openapi: {
        method: 'POST',
        path: '/translate',
        summary: 'Translate a message',
        description:
          'A request or an answer of one protocol in the words of the other three, with what could not be said in ' +
          'them. Nothing is sent and nothing changes.',
        tags: ['translate'],
        protect: true,
      },
      example: {
        dialect: 'claude',
        body: {
          model: 'claude-sonnet-4-5',
          max_tokens: 64,
          messages: [{ role: 'user', content: 'Hello' }],
        },
      },
    })
    .input(translateInput)
    .output(translationView)
    .mutation(({ ctx, input }) => toTranslationView(input, ctx.services.translateRequest(input))),
})
