import { z } from 'zod'
import { DIALECTS } from './dialect'
import { PROVIDER_TYPES, REDIRECT_MATCHES } from './provider'
import { AVAILABILITIES } from './provider-health'
import type { Availability } from './provider-health'
import { scheduleSchema } from './schedule'
import { SELECTION_REASONS, selectProvider } from './selection'
import type { Candidate, SelectableProvider, SelectionFacts, SelectionReason } from './selection'
import type { Usage } from './usage'

const tokens = z.number()
const usageSchema = z.object({
  input: tokens,
  cacheRead: tokens,
  cacheWrite5m: tokens,
  cacheWrite1h: tokens,
  output: tokens,
  reasoning: tokens,
}) satisfies z.ZodType<Usage>

/** One attempt, as the log keeps it. */
const attemptTraceSchema = z.object({
  /** When its provider was chosen, epoch milliseconds. */
  atMs: z.number(),
  /** Null when no provider was left. */
  providerId: z.string().nullable(),
  servedModel: z.string().nullable(),
  reason: z.enum(SELECTION_REASONS).nullable(),
  /** By provider, only those that were not `ready`. */
  availability: z.record(z.string(), z.enum(AVAILABILITIES)),
  /** `ok`, or a failure class or error code. */
  outcome: z.string(),
  /** As the upstream answered; null when it did not. */
  status: z.number().nullable(),
  /** The error rule that decided what came next. */
  ruleId: z.string().nullable(),
  durationMs: z.number(),
  detail: z.string().nullable(),
  /** Where the provider speaks another protocol than the client: what could not be said in it, and what was mended. */
  translation: z
    .object({
      from: z.enum(DIALECTS),
      to: z.enum(DIALECTS),
      warnings: z.array(z.object({ code: z.string(), detail: z.string() })),
      repairs: z.array(z.string()),
    })
    .optional(),
  /** Of an attempt that another one was quicker than (hedging): what its provider had told of its usage, and costs. It is a
   * part of the row's cost, and of none of its token buckets. */
  bill: z
    .object({
      usage: usageSchema,
      /** Null when no price was known. */
      costNanoUsd: z.string().nullable(),
      priceId: z.string().nullable(),
      costMultiplier: z.string().nullable(),
    })
    .optional(),
})
export type AttemptTrace = z.output<typeof attemptTraceSchema>

/** What a log row keeps of how its request found its provider: everything that selection looked at, apart from the
 * configuration, which `configVersion` names. Plain JSON, no secrets. */
export const decisionTraceSchema = z.object({
  v: z.literal(1),
  configVersion: z.number(),
  facts: z.object({
    dialect: z.enum(DIALECTS),
    operation: z.string(),
    model: z.string().nullable(),
    group: z.string().nullable(),
    seed: z.string(),
    binding: z.object({ providerId: z.string(), lastUsedAtMs: z.number() }).nullable(),
  }) satisfies z.ZodType<Omit<SelectionFacts, 'tried' | 'nowMs'>>,
  options: z.object({ failBackIdleMs: z.number(), timeZone: z.string() }),
  attempts: z.array(attemptTraceSchema),
})
export type DecisionTrace = z.output<typeof decisionTraceSchema>

const redirectSchema = z.object({ match: z.enum(REDIRECT_MATCHES), from: z.string(), to: z.string() })

/** What is kept of a provider, per configuration version, so that decisions of that time can be replayed. Parsing a
 * runtime provider with it leaves everything else out, the credential above all. */
export const selectableProviderSchema = z.object({
  id: z.string(),
  name: z.string(),
  type: z.enum(PROVIDER_TYPES),
  dialect: z.enum(DIALECTS),
  enabled: z.boolean(),
  weight: z.number(),
  priority: z.number(),
  costMultiplier: z.string(),
  groupTags: z.array(z.string()),
  allowedModels: z.array(z.string()),
  modelRedirects: z.array(redirectSchema),
  // Absent in snapshots from before translation.
  modelDefaults: z.array(redirectSchema).default([]),
  acceptsTranslated: z.boolean().default(false),
  schedule: scheduleSchema.nullable(),
}) satisfies z.ZodType<SelectableProvider>

/** What selection says of one provider for one attempt. */
interface Choice {
  providerId: string | null
  servedModel: string | null
  reason: SelectionReason | null
}

export interface ReplayedAttempt {
  recorded: Choice
  replayed: Choice
  agrees: boolean
  /** Every provider of the configuration, and why it was not eligible. */
  candidates: Candidate[]
}

/** `agrees`: every attempt does. */
export interface DecisionReplay {
  agrees: boolean
  attempts: ReplayedAttempt[]
}

/** Decide each attempt of a trace again from its recorded inputs.
 * A provider that was called again within the request was not chosen again (selection never returns one that was tried), so
 * its further attempts replay the decision that first chose it.
 * @param providers those of the trace's `configVersion`, in their order then */
export function replayDecision(
  trace: DecisionTrace,
  providers: readonly SelectableProvider[],
): DecisionReplay {
  const attempts = trace.attempts.map((attempt, at) => {
    const tried = triedBefore(trace.attempts, attempt.providerId, at)
    const facts: SelectionFacts = { ...trace.facts, tried, nowMs: attempt.atMs }
    const known = new Map<string, Availability>(Object.entries(attempt.availability))
    const availabilityOf = ({ id }: SelectableProvider) => known.get(id) ?? 'ready'
    const decision = selectProvider(facts, providers, availabilityOf, trace.options)
    const { provider, servedModel, reason, candidates } = decision
    const recorded = {
      providerId: attempt.providerId,
      servedModel: attempt.servedModel,
      reason: attempt.reason,
    }
    const replayed = { providerId: provider?.id ?? null, servedModel, reason }
    return { recorded, replayed, agrees: isSameChoice(recorded, replayed), candidates }
  })
  return { agrees: attempts.every(({ agrees }) => agrees), attempts }
}

function triedBefore(attempts: readonly AttemptTrace[], id: string | null, at: number): string[] {
  const first = id === null ? at : attempts.findIndex(({ providerId }) => providerId === id)
  return attempts.slice(0, first).flatMap(({ providerId }) => providerId ?? [])
}

const isSameChoice = (a: Choice, b: Choice): boolean =>
  a.providerId === b.providerId && a.servedModel === b.servedModel && a.reason === b.reason
