import { z } from 'zod'
import { MAX_IMPORT_LENGTH } from '#server/domain/parse-redirects'
import { brokenRuleView, id, required } from './fields'
import { redirectView } from './provider'

export const redirectImportInput = z.object({
  id,
  format: z.enum(['csv', 'json']).meta({
    description:
      'csv: lines of match,from,to or from,to, with or without a line that names the columns. ' +
      'json: a list of {match, from, to} or an object of {from: to}.',
  }),
  text: z.string({ error: required }).min(1, 'must not be empty').max(MAX_IMPORT_LENGTH),
  mode: z
    .enum(['append', 'replace'])
    .default('append')
    .meta({
      description:
        'append: rules with the same match and name are changed where they stand, new ones go to the end. ' +
        'replace: these are all there will be.',
    }),
})
export type RedirectImportInput = z.input<typeof redirectImportInput>

const ruleFields = {
  rule: brokenRuleView.optional(),
  field: z.string().optional().meta({ description: 'What of the line it is about' }),
}

const changes = {
  result: z.array(redirectView).meta({ description: 'All rules afterwards, in order' }),
  added: z.array(redirectView),
  changed: z.array(z.object({ before: redirectView, after: redirectView })),
  removed: z.array(redirectView),
  unchanged: z.array(redirectView),
  shadowed: z
    .array(z.object({ rule: redirectView, by: redirectView }))
    .meta({ description: 'Rules that can never match, because an earlier one always does' }),
}

export const redirectPreviewView = z.object({
  ...changes,
  problems: z
    .array(z.object({ line: z.number(), message: z.string(), ...ruleFields }))
    .meta({ description: 'Lines for which the import would be refused' }),
})
export type RedirectPreviewView = z.output<typeof redirectPreviewView>

export const redirectImportView = z.object(changes)
export type RedirectImportView = z.output<typeof redirectImportView>
