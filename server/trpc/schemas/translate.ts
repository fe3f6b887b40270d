import { z } from 'zod'
import { DIALECTS } from '#server/domain/dialect'
import type { TranslatedMessage } from '#server/services/translate-request'
import { required } from './fields'

const dialect = z.enum(DIALECTS, { error: `must be one of ${DIALECTS.join(', ')}` })

export const translateInput = z.object({
  dialect: dialect.meta({ description: 'Protocol of the message' }),
  kind: z
    .enum(['request', 'response'], { error: 'must be request or response' })
    .default('request')
    .meta({ description: 'What a client sends, or what a provider answers in one piece' }),
  body: z
    .record(z.string(), z.unknown(), { error: (issue) => required(issue) ?? 'must be a JSON object' })
    .meta({ description: 'As it goes over the wire; an error body is an answer too' }),
  model: z.string().trim().min(1, 'must not be empty').max(500).nullable().optional().meta({
    description: 'Instead of the one in the body; a Gemini request has it in its path',
  }),
})
export type TranslateInput = z.input<typeof translateInput>

/** What could not be said, or had to be mended; the decision trace of a request has them in the same form. */
export const wordingFields = {
  warnings: z
    .array(z.object({ code: z.string(), detail: z.string().meta({ description: 'In English' }) }))
    .meta({ description: 'What could not be said in the other protocol, or only in another way' }),
  repairs: z.array(z.string()).meta({ description: 'What was mended, by name' }),
}

export const translationView = z.object({
  dialect: z.enum(DIALECTS),
  kind: z.enum(['request', 'response']),
  translations: z.array(
    z
      .object({
        dialect: z.enum(DIALECTS),
        path: z.string().nullable().meta({ description: 'Where the request goes; null for an answer' }),
        model: z.string().nullable().meta({
          description: "By the hub's catalogue; a provider's own redirects come before it",
        }),
        status: z.number().nullable().meta({ description: 'Of the answer; null for a request' }),
        body: z.record(z.string(), z.unknown()).nullable().meta({ description: 'null with an error' }),
        ...wordingFields,
        error: z
          .object({ code: z.string(), status: z.number(), message: z.string() })
          .nullable()
          .meta({ description: 'Why it cannot be said in this protocol, as a client is told' }),
      })
      .meta({ id: 'Translation' }),
  ),
})
export type TranslationView = z.output<typeof translationView>

export const toTranslationView = (
  { dialect, kind }: Pick<TranslationView, 'dialect' | 'kind'>,
  translations: readonly TranslatedMessage[],
): TranslationView => ({
  dialect,
  kind,
  translations: translations.map(({ warnings, repairs, ...said }) => ({
    ...said,
    warnings: [...warnings],
    repairs: [...repairs],
  })),
})
