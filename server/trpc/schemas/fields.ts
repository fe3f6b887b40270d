import { z } from 'zod'
import { breaks, RULE_CODES } from '#server/domain/broken-rule'
import { isTimeZone } from '#server/domain/schedule'

/** Fields that several schemas share. Inputs coerce nothing but query strings; outputs are plain JSON. */

/**
 * Keep a number or boolean of a JSON body exact. trpc-openapi switches zod's coercion on in every number and boolean
 * that it finds in an input, bodies included, so that `"enabled": "false"` would mean true and `"weight": null` zero.
 * It looks through optional, nullable and default wrappers, but not through `nonoptional`, which changes nothing else.
 */
export const exact = <T extends z.ZodType>(schema: T) => schema.nonoptional({ error: required })

export function required(issue: { input?: unknown }): string | undefined {
  return issue.input === undefined ? 'is required' : undefined
}

export const id = z.string({ error: required }).min(1).max(64).meta({ description: 'UUIDv7' })
export const idInput = z.object({ id })
/** Of a thing that is to be changed. */
export const seenVersion = exact(z.number().int().min(0))
  .meta({
    description:
      'The `version` that was read. When it is no more in force the change is refused with 409; absent, it is made in any case.',
  })
  .optional()
export const versionView = z.number().meta({ description: 'Grows by one a change' })

export const removedOutput = z.object({ id: z.string() })

export const name = z.string({ error: required }).trim().min(1, 'must not be empty').max(100)
export const note = z.string().max(2000)
export const enabled = exact(z.boolean({ error: required }))

/** A list of short texts without repeats, order kept. */
export const textList = (options: { maxItems: number; maxLength: number }) =>
  z
    .array(z.string().trim().min(1).max(options.maxLength))
    .max(options.maxItems)
    .transform((items) => [...new Set(items)])

export const modelList = textList({ maxItems: 500, maxLength: 200 }).meta({
  description: 'Model names; empty allows every model',
})

const ISO_TIME = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/

/** An ISO 8601 date (UTC midnight) or a date and time with its offset. */
export const time = z
  .string()
  .trim()
  .refine((text) => ISO_TIME.test(text) && !Number.isNaN(Date.parse(text)), {
    error: 'must be a time such as 2026-01-31T12:00:00Z',
  })
  .transform((text) => new Date(text))

/** For programs that say a refusal in their own words. */
export const brokenRuleView = z
  .object({
    code: z.enum(RULE_CODES),
    values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  })
  .meta({ description: 'Which rule was broken; absent where it has no name' })

export const isoTime = z.string().meta({ format: 'date-time', description: 'ISO 8601, UTC' })
export const toIso = (date: Date): string => date.toISOString()
export const isoTimeOfMs = (ms: number): string => new Date(ms).toISOString()
export const isoTimeOfMsOrNull = (ms: number | null): string | null => (ms === null ? null : isoTimeOfMs(ms))
export const toIsoOrNull = (date: Date | null): string | null => date?.toISOString() ?? null

/** Query strings and form fields come as text, and a blank one says nothing. */
export const filterText = z
  .string()
  .trim()
  .max(200)
  .transform((text) => text || undefined)

export const timeZone = filterText
  .refine((text) => text === undefined || isTimeZone(text), {
    error: 'must be an IANA time zone such as Europe/Berlin',
    ...breaks('timeZone'),
  })
  .meta({ description: "IANA name; the hub's own when absent" })

export const pageFields = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(200)
    .default(50)
    .meta({ description: 'Items in a page, 1 to 200' }),
  cursor: filterText.meta({ description: '`nextCursor` of the page before' }).optional(),
}

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().meta({ description: 'null on the last page' }),
  })

const tokens = z.number().int()
export const usageView = z
  .object({
    input: tokens,
    cacheRead: tokens,
    cacheWrite5m: tokens,
    cacheWrite1h: tokens,
    output: tokens,
    reasoning: tokens,
  })
  .meta({ description: 'Tokens in disjoint buckets; reasoning is a part of output' })
