import { z } from 'zod'
import { breach, breaks, issueOf } from './broken-rule'
import { DIALECTS } from './dialect'
import type { Dialect } from './dialect'
import { matchesPattern, patternProblem } from './pattern'
import { readErrorNames } from './read-error-names'

/** Which answers a rule is about. Every condition that says something must hold. */
export interface ErrorRuleConditions {
  /** `429`, `5xx` or `500-503`; empty = any. */
  statuses: string[]
  /** Names that the answer gives its error, in any letter case; empty = any. */
  errorTypes: string[]
  /** RE2, found anywhere in the beginning of the body, in any letter case; null = any. */
  bodyPattern: string | null
  /** Of the provider; empty = any. */
  dialects: Dialect[]
}

/** FR-020. What to do about an error of an upstream, where the table of upstream-failures.ts says otherwise. */
export interface ErrorRule {
  id: string
  name: string
  /** Lower is tried first. */
  priority: number
  enabled: boolean
  /** Shipped with the hub. */
  builtin: boolean
  conditions: ErrorRuleConditions
  /** Another attempt may be made at all. */
  retry: boolean
  /** On another provider; false = on the same one. */
  switchProvider: boolean
  /** Counts against the provider's circuit. */
  breaker: boolean
  /** What the client is told instead of the upstream's words. */
  override: { status: number; message: string } | null
}

/** What an upstream said. */
export interface FailedAnswer {
  /** Null when it said none. */
  status: number | null
  /** Its own word for the error, where the caller has read one already. */
  errorType: string | null
  /** The beginning of the body, or of the message of an error event. */
  body: string
  /** Of the provider. */
  dialect: Dialect
}

/** Bounds the time that a pattern may take. */
const MAX_BODY_LENGTH = 16_384

/** The first rule that matches.
 * @param rules any order; by priority, then by id
 * @returns null when the table of upstream-failures.ts stands */
export function findErrorRule(rules: readonly ErrorRule[], answer: FailedAnswer): ErrorRule | null {
  const body = answer.body.slice(0, MAX_BODY_LENGTH)
  const names = readErrorNames(body)
  if (answer.errorType !== null) names.push(answer.errorType)
  const said = { ...answer, body, names: new Set(names.map((name) => name.toLowerCase())) }
  let first: ErrorRule | null = null
  for (const rule of rules)
    if (rule.enabled && (!first || precedes(rule, first)) && meets(rule.conditions, said)) first = rule
  return first
}

const precedes = (a: ErrorRule, b: ErrorRule): boolean =>
  a.priority === b.priority ? a.id < b.id : a.priority < b.priority

interface Said {
  status: number | null
  body: string
  names: ReadonlySet<string>
  dialect: Dialect
}

function meets({ statuses, errorTypes, bodyPattern, dialects }: ErrorRuleConditions, said: Said): boolean {
  const { status, names } = said
  return (
    (dialects.length === 0 || dialects.includes(said.dialect)) &&
    (statuses.length === 0 || (status !== null && statuses.some((range) => isInRange(status, range)))) &&
    (errorTypes.length === 0 || errorTypes.some((type) => names.has(type.toLowerCase()))) &&
    (bodyPattern === null || matchesPattern(bodyPattern, said.body, { ignoreCase: true }))
  )
}

function isInRange(status: number, range: string): boolean {
  const bounds = statusBounds(range)
  return bounds !== null && status >= bounds.from && status <= bounds.to
}

const STATUS_RANGE = /^([1-5])xx$|^([1-5]\d\d)(?:-([1-5]\d\d))?$/i

/** Null for a text that is no status, class or range. */
function statusBounds(range: string): { from: number; to: number } | null {
  const [, hundreds, from, to] = STATUS_RANGE.exec(range) ?? []
  if (hundreds !== undefined) return { from: Number(hundreds) * 100, to: Number(hundreds) * 100 + 99 }
  if (from === undefined) return null
  return { from: Number(from), to: Number(to ?? from) }
}

const isStatusRange = (range: string): boolean => {
  const bounds = statusBounds(range)
  return bounds !== null && bounds.from <= bounds.to
}

const required = (issue: { input?: unknown }) => (issue.input === undefined ? 'is required' : undefined)
const text = (max: number) =>
  z
    .string({ error: required })
    .trim()
    .min(1, 'must not be empty')
    .max(max, `must not be longer than ${String(max)} characters`)

export const errorRuleConditionsSchema = z
  .strictObject({
    statuses: z
      .array(
        text(20).refine(isStatusRange, {
          error: 'must be a status such as 429, 5xx or 500-503',
          ...breaks('statusRange'),
        }),
      )
      .max(50)
      .default([]),
    errorTypes: z.array(text(100)).max(50).default([]),
    bodyPattern: z.string().nullable().default(null),
    dialects: z
      .array(z.enum(DIALECTS, { error: `must be one of ${DIALECTS.join(', ')}` }))
      .max(DIALECTS.length)
      .default([]),
  })
  .superRefine(({ statuses, errorTypes, bodyPattern }, context) => {
    const problem = bodyPattern === null ? null : patternProblem(bodyPattern, { ignoreCase: true })
    if (problem !== null) context.addIssue(issueOf(problem, ['bodyPattern']))
    if (statuses.length === 0 && errorTypes.length === 0 && bodyPattern === null)
      context.addIssue(issueOf(breach('conditions', NO_CONDITION)))
  })

const NO_CONDITION =
  'must name a status, an error type or a body pattern; for every error write the status 400-599'

/** One rule as an admin may write it: everything but what the hub gives it. */
export const errorRuleSchema = z
  .strictObject({
    name: text(100),
    /** Built-in rules begin at BUILTIN_PRIORITY, so that an admin's own come first. */
    priority: z.int('must be a whole number').min(-100_000).max(100_000).default(100),
    enabled: z.boolean().default(true),
    conditions: errorRuleConditionsSchema,
    retry: z.boolean(),
    switchProvider: z.boolean(),
    breaker: z.boolean(),
    override: z
      .strictObject({
        status: z
          .int('must be a status from 400 to 599')
          .min(400, 'must be a status from 400 to 599')
          .max(599, 'must be a status from 400 to 599'),
        message: text(1_000),
      })
      .nullable()
      .default(null),
  })
  .refine(({ retry, switchProvider }) => retry || !switchProvider, {
    path: ['switchProvider'],
    error: 'needs retry: without another attempt there is no other provider',
    ...breaks('needsRetry'),
  })
