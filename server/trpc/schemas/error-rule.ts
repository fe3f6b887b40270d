import { z } from 'zod'
import { DIALECTS } from '#server/domain/dialect'
import { errorRuleSchema } from '#server/domain/error-rules'
import { FAILURE_TABLE } from '#server/domain/errors'
import type { FailureKind } from '#server/domain/errors'
import type { ErrorRuleTest } from '#server/services/error-rule-service'
import type { ErrorRuleEntry } from '#server/stores/interfaces'
import { enabled, exact, id, isoTime, required, toIsoOrNull, seenVersion, versionView } from './fields'

const { name, conditions, override } = errorRuleSchema.shape
const flag = exact(z.boolean({ error: required }))

/** The service holds the whole rule against the domain's schema; `exact` keeps that one from being changed: see there. */
const fields = {
  name,
  priority: exact(z.number({ error: required })).meta({
    description: 'Lower is tried first, 100 by default; built-in rules begin at 1000',
  }),
  enabled,
  conditions: exact(conditions).meta({
    description:
      'statuses (429, 5xx, 500-503), errorTypes, bodyPattern (RE2, any letter case) and dialects; all that say ' +
      'something must hold',
  }),
  retry: flag.meta({ description: 'Try again, as long as the client has seen nothing' }),
  switchProvider: flag.meta({ description: 'On another provider; needs retry' }),
  breaker: flag.meta({ description: "Counts against the provider's circuit" }),
  override: exact(override.unwrap()).meta({
    description: "{status, message} that the client is told instead of the provider's words; null for none",
  }),
}

export const errorRuleCreateInput = z.object({
  ...fields,
  priority: fields.priority.default(100),
  enabled: fields.enabled.default(true),
  override: fields.override.default(null),
})
export type ErrorRuleCreateInput = z.input<typeof errorRuleCreateInput>

/** An absent field stays as it is. */
export const errorRuleUpdateInput = z.object(fields).partial().extend({ id, version: seenVersion })
export type ErrorRuleUpdateInput = z.input<typeof errorRuleUpdateInput>

const overrideView = z.object({ status: z.number(), message: z.string() }).nullable()

export const errorRuleView = z
  .object({
    id: z.string(),
    name: z.string(),
    version: versionView,
    priority: z.number(),
    enabled: z.boolean(),
    builtin: z.boolean().meta({ description: 'Shipped with the hub' }),
    conditions: z.object({
      statuses: z.array(z.string()),
      errorTypes: z.array(z.string()),
      bodyPattern: z.string().nullable(),
      dialects: z.array(z.enum(DIALECTS)),
    }),
    retry: z.boolean(),
    switchProvider: z.boolean(),
    breaker: z.boolean(),
    override: overrideView,
    changedAt: isoTime.nullable().meta({ description: 'null for a built-in rule that is as it is shipped' }),
  })
  .meta({ id: 'ErrorRule' })
export type ErrorRuleView = z.output<typeof errorRuleView>

export const toErrorRuleView = (rule: ErrorRuleEntry): ErrorRuleView => ({
  ...rule,
  changedAt: toIsoOrNull(rule.changedAt),
})

export const errorRuleRemovedView = z.object({
  id: z.string(),
  outcome: z.enum(['removed', 'reset']).meta({ description: 'Built-in rules are reset' }),
})

export const errorRuleTestInput = z.object({
  status: exact(z.number({ error: required }).int().min(200).max(599)).meta({
    description: 'Of the answer; 200 for an error within an answer or stream that began well',
  }),
  errorType: z.string().trim().max(100).nullable().default(null).meta({
    description: 'The name that an error event gives; the names in a JSON body are read from it',
  }),
  body: z.string().max(65_536).default('').meta({ description: 'The beginning of the body' }),
  dialect: z.enum(DIALECTS).meta({ description: 'Of the provider' }),
})
export type ErrorRuleTestInput = z.input<typeof errorRuleTestInput>

const verdict = {
  retry: z.enum(['switch', 'again', 'none']).meta({
    description: 'switch: the next provider; again: the same one once more; none: the answer is the client’s',
  }),
  breaker: z.boolean(),
  mark: z.enum(['cooldown', 'quarantine', 'model_cooldown']).nullable(),
  code: z
    .string()
    .meta({ description: "The hub's own error code, when nobody else could serve the request" }),
}

// The table's keys, of which a type assertion says what Object.keys forgets.
const kinds = Object.keys(FAILURE_TABLE) as [FailureKind, ...FailureKind[]]

export const errorRuleTestView = z.object({
  kind: z.enum(kinds).meta({ description: 'What the answer is taken for without any rule' }),
  table: z.object({ ...verdict, means: z.string() }),
  matches: z.array(errorRuleView).meta({ description: 'Rules that match, in order; the first one decides' }),
  verdict: z.object({ ...verdict, override: overrideView, ruleId: z.string().nullable() }),
})
export type ErrorRuleTestView = z.output<typeof errorRuleTestView>

export const toErrorRuleTestView = ({ matches, ...test }: ErrorRuleTest): ErrorRuleTestView => ({
  ...test,
  matches: matches.map(toErrorRuleView),
})
