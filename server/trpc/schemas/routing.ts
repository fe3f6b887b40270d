import { z } from 'zod'
import { DIALECTS } from '#server/domain/dialect'
import { formatUsd } from '#server/domain/money'
import { EXCLUSIONS, SELECTION_REASONS } from '#server/domain/selection'
import type { ExplainedRequest } from '#server/services/explain-request'
import type { Simulation } from '#server/services/simulate-routing'
import { filterText, isoTime, isoTimeOfMs, time, usageView } from './fields'
import { wordingFields } from './translate'

const dialect = z.enum(DIALECTS, { error: `must be one of ${DIALECTS.join(', ')}` })

export const simulateInput = z.object({
  dialect: dialect.optional().meta({ description: 'Protocol of the request; this or path' }),
  path: filterText.optional().meta({ description: 'As a client calls it, for example /v1/messages' }),
  model: z.string().trim().min(1, 'must not be empty').max(500).nullable().optional().meta({
    description: 'null asks without a model; absent takes the one in the path, if there is one',
  }),
  group: z.string().trim().min(1, 'must not be empty').max(64).nullable().optional().meta({
    description: 'Over the group of the key and its user; null asks for any provider',
  }),
  keyId: filterText.optional().meta({ description: 'Whose request; the key and its user decide the group' }),
  sessionId: filterText.optional().meta({ description: 'As the request log shows it' }),
  at: time.optional().meta({ description: 'Now when absent; health is that of now in any case' }),
})
export type SimulateInput = z.input<typeof simulateInput>

const candidate = z
  .object({
    providerId: z.string(),
    name: z.string(),
    priority: z.number(),
    weight: z.number(),
    translated: z.boolean().meta({ description: 'It speaks another protocol than the client' }),
    servedModel: z.string().nullable().meta({ description: 'What the model is called there' }),
    excluded: z.enum(EXCLUSIONS).nullable(),
    chosen: z.boolean(),
    share: z.number().meta({ description: '0 to 1 of the requests without a session' }),
    why: z.string().meta({ description: 'One sentence in English' }),
  })
  .meta({ id: 'RoutingCandidate' })

const reason = z.enum(SELECTION_REASONS).nullable().meta({
  description: "bound: the session's own provider; weight: by share; fail-back: back to a better priority",
})
const named = z.object({ id: z.string(), name: z.string() })

const factsFields = {
  dialect,
  operation: z.string(),
  model: z.string().nullable(),
  group: z.string().nullable().meta({ description: 'null is any provider' }),
  seed: z.string().meta({ description: 'The session, or something of this request alone' }),
  binding: z.object({ providerId: z.string(), lastUsedAt: isoTime }).nullable(),
}

export const simulationView = z.object({
  facts: z.object({ ...factsFields, at: isoTime }),
  refused: z.string().nullable().meta({ description: 'Error code, when the key itself would be refused' }),
  provider: named.nullable().meta({ description: 'null when none could serve it' }),
  servedModel: z.string().nullable(),
  reason,
  candidates: z.array(candidate),
  fallbacks: z.array(named).meta({ description: 'Where it would go if one after the other failed' }),
})
export type SimulationView = z.output<typeof simulationView>

type Facts = Pick<Simulation['facts'], 'dialect' | 'operation' | 'model' | 'group' | 'seed' | 'binding'>

const toFactsView = ({ dialect, operation, model, group, seed, binding }: Facts) => ({
  dialect,
  operation,
  model,
  group,
  seed,
  binding: binding && { providerId: binding.providerId, lastUsedAt: isoTimeOfMs(binding.lastUsedAtMs) },
})

export const toSimulationView = ({ facts, ...simulation }: Simulation): SimulationView => ({
  ...simulation,
  facts: { ...toFactsView(facts), at: isoTimeOfMs(facts.nowMs) },
})

const choice = z.object({
  providerId: z.string().nullable(),
  servedModel: z.string().nullable(),
  reason,
})

const attempt = z.object({
  at: isoTime,
  providerId: z.string().nullable().meta({ description: 'null when no provider was left' }),
  providerName: z.string().nullable(),
  servedModel: z.string().nullable(),
  reason,
  outcome: z.string().meta({ description: 'ok, a kind of failure, or an error code' }),
  means: z.string().nullable().meta({ description: 'The outcome in one sentence' }),
  status: z.number().nullable().meta({ description: 'As the provider answered' }),
  ruleId: z.string().nullable().meta({ description: 'The error rule that decided what came next' }),
  ruleName: z.string().nullable(),
  durationMs: z.number(),
  detail: z.string().nullable().meta({ description: "The provider's own name for the error" }),
  translation: z
    .object({ from: z.enum(DIALECTS), to: z.enum(DIALECTS), ...wordingFields })
    .nullable()
    .meta({ description: "How the request was said in other words than the client's; null when it was not" }),
  bill: z
    .object({ usage: usageView, costUsd: z.string().nullable().meta({ description: 'Decimal USD' }) })
    .nullable()
    .meta({
      description:
        'What an attempt costs that another one was quicker than: a part of the cost of the request, by what its provider had told before it was cancelled',
    }),
  replayed: choice.nullable().meta({ description: 'What the same inputs give again' }),
  agrees: z.boolean().nullable(),
  candidates: z.array(candidate),
})

export const explanationView = z.object({
  requestId: z.string(),
  agrees: z.boolean().nullable().meta({
    description: 'Whether each attempt is decided the same way again; null when that cannot be said',
  }),
  note: z.string().nullable().meta({ description: 'Why it cannot be said' }),
  configVersion: z.number().nullable(),
  facts: z.object(factsFields).nullable(),
  options: z
    .object({ failBackIdleMs: z.number(), timeZone: z.string() })
    .nullable()
    .meta({ description: 'Settings that took part' }),
  attempts: z.array(attempt),
})
export type ExplanationView = z.output<typeof explanationView>

export const toExplanationView = ({ facts, attempts, ...explained }: ExplainedRequest): ExplanationView => ({
  ...explained,
  facts: facts && toFactsView(facts),
  attempts: attempts.map(({ translation = null, bill = null, ...attempt }) => ({
    ...attempt,
    translation,
    bill: bill && {
      usage: bill.usage,
      costUsd: bill.costNanoUsd === null ? null : formatUsd(BigInt(bill.costNanoUsd)),
    },
    at: isoTimeOfMs(attempt.atMs),
  })),
})
