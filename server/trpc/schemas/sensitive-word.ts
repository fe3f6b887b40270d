import { z } from 'zod'
import { WORD_MATCHES, wordRuleSchema } from '#server/domain/sensitive-words'
import type { BlockedEntry } from '#server/services/sensitive-word-service'
import type { SensitiveWord } from '#server/stores/interfaces'
import {
  brokenRuleView,
  enabled,
  exact,
  filterText,
  id,
  isoTime,
  note,
  pageFields,
  required,
  toIso,
  seenVersion,
  versionView,
} from './fields'

const { pattern, match } = wordRuleSchema.shape
const caseSensitive = exact(z.boolean({ error: required })).meta({ description: 'Compare letter case too' })
const matchField = match.meta({
  description: 'contains: anywhere; exact: as a word of its own; regex: an RE2 pattern, anywhere',
})

const fields = { pattern, match: matchField, caseSensitive, enabled, note }

export const sensitiveWordCreateInput = z.object({
  ...fields,
  match: matchField.default('contains'),
  caseSensitive: caseSensitive.default(false),
  enabled: enabled.default(true),
  note: note.default(''),
})
export type SensitiveWordCreateInput = z.input<typeof sensitiveWordCreateInput>

/** An absent field stays as it is. */
export const sensitiveWordUpdateInput = z.object(fields).partial().extend({ id, version: seenVersion })

export const sensitiveWordListInput = z.object({
  ...pageFields,
  search: filterText.meta({ description: 'A part of the word or its note' }).optional(),
})

export const sensitiveWordView = z
  .object({
    id: z.string(),
    pattern: z.string(),
    match: z.enum(WORD_MATCHES),
    caseSensitive: z.boolean(),
    enabled: z.boolean(),
    note: z.string(),
    createdAt: isoTime,
    version: versionView,
    updatedAt: isoTime,
  })
  .meta({ id: 'SensitiveWord' })
export type SensitiveWordView = z.output<typeof sensitiveWordView>

export const toSensitiveWordView = ({ createdAt, updatedAt, ...word }: SensitiveWord): SensitiveWordView => ({
  ...word,
  createdAt: toIso(createdAt),
  updatedAt: toIso(updatedAt),
})

export const sensitiveWordImportInput = z.object({
  text: z.string().max(2_000_000).meta({ description: 'One word a line' }),
  match: matchField.default('contains'),
  caseSensitive: caseSensitive.default(false),
})

export const sensitiveWordImportView = z.object({
  lines: z.array(
    z.object({
      line: z.number(),
      pattern: z.string(),
      status: z.enum(['new', 'duplicate', 'bad']),
      problem: z.string().nullable(),
      rule: brokenRuleView.optional(),
    }),
  ),
  added: z.number().meta({ description: 'Lines that are new' }),
})
export type SensitiveWordImportView = z.output<typeof sensitiveWordImportView>

export const sensitiveWordTestInput = z.object({ text: z.string().max(200_000) })
export const sensitiveWordTestView = z.object({
  hits: z.array(
    z.object({
      word: sensitiveWordView,
      evasion: z
        .boolean()
        .meta({ description: 'Only found behind invisible characters or other forms of the letters' }),
    }),
  ),
})
export type SensitiveWordTestView = z.output<typeof sensitiveWordTestView>

export const blockedListInput = z.object(pageFields)
export const blockedView = z.object({
  id: z.string(),
  at: isoTime,
  keyId: z.string(),
  requestId: z.string(),
  wordId: z.string().nullable(),
  evasion: z.boolean(),
})
export type BlockedView = z.output<typeof blockedView>
export const toBlockedView = ({ at, ...entry }: BlockedEntry): BlockedView => ({ ...entry, at: toIso(at) })
