import { decisionTraceSchema, replayDecision } from '#server/domain/decision-trace'
import type { AttemptTrace, DecisionTrace, ReplayedAttempt } from '#server/domain/decision-trace'
import { FAILURE_TABLE } from '#server/domain/errors'
import type { SelectableProvider } from '#server/domain/selection'
import type { Stores } from '#server/stores/interfaces'
import { explainCandidates } from './explain-candidates'
import type { ExplainedCandidate } from './explain-candidates'
import { ServiceError } from './service-error'

/** One attempt as it was recorded, and as it would be decided from the same inputs. */
export interface ExplainedAttempt extends AttemptTrace {
  providerName: string | null
  /** The outcome in one sentence; null for one that the hub has no words for. */
  means: string | null
  ruleName: string | null
  /** Null when the decision cannot be replayed. */
  replayed: ReplayedAttempt['replayed'] | null
  agrees: boolean | null
  /** Empty when the decision cannot be replayed. */
  candidates: ExplainedCandidate[]
}

export interface ExplainedRequest {
  requestId: string
  /** Whether every attempt is decided the same way again; null when that cannot be said, and `note` says why. */
  agrees: boolean | null
  note: string | null
  configVersion: number | null
  facts: DecisionTrace['facts'] | null
  options: DecisionTrace['options'] | null
  attempts: ExplainedAttempt[]
}

/** How a logged request found its provider, decided again from the inputs that its row keeps.
 * @throws ServiceError not_found */
export function createExplainRequest(options: {
  stores: Pick<Stores, 'requestLogs' | 'routingSnapshots' | 'errorRules'>
}): (id: string) => Promise<ExplainedRequest> {
  const { requestLogs, routingSnapshots, errorRules } = options.stores
  return async (id) => {
    const entry = await requestLogs.get(id)
    if (!entry) throw ServiceError.notFound('request', id)
    const parsed = decisionTraceSchema.safeParse(entry.trace)
    if (!parsed.success) return unexplained(id, entry.trace)
    const trace = parsed.data
    const [providers, rules] = await Promise.all([
      routingSnapshots.get(trace.configVersion),
      errorRules.list(),
    ])
    const ruleNames = new Map(rules.map((rule) => [rule.id, rule.name]))
    const replay = providers && replayDecision(trace, providers)
    return {
      requestId: id,
      agrees: replay?.agrees ?? null,
      note: replay ? null : 'The configuration of that time is no longer known, so nothing can be replayed.',
      configVersion: trace.configVersion,
      facts: trace.facts,
      options: trace.options,
      attempts: trace.attempts.map((attempt, at) =>
        explainAttempt(attempt, replay?.attempts[at] ?? null, {
          trace,
          providers: providers ?? [],
          ruleNames,
        }),
      ),
    }
  }
}

function unexplained(requestId: string, trace: unknown): ExplainedRequest {
  const note =
    trace === null || trace === undefined
      ? 'The request was refused or answered before a provider had to be chosen.'
      : 'The decision was recorded by another version of the hub.'
  return { requestId, agrees: null, note, configVersion: null, facts: null, options: null, attempts: [] }
}

function explainAttempt(
  attempt: AttemptTrace,
  replayed: ReplayedAttempt | null,
  known: {
    trace: DecisionTrace
    providers: readonly SelectableProvider[]
    ruleNames: ReadonlyMap<string, string>
  },
): ExplainedAttempt {
  const { providerId, ruleId, reason, outcome } = attempt
  const { trace, providers, ruleNames } = known
  return {
    ...attempt,
    providerName: providers.find(({ id }) => id === providerId)?.name ?? null,
    means: inWords(outcome),
    ruleName: ruleId === null ? null : (ruleNames.get(ruleId) ?? null),
    replayed: replayed?.replayed ?? null,
    agrees: replayed?.agrees ?? null,
    candidates: replayed
      ? explainCandidates({ providerId, reason, candidates: replayed.candidates }, providers, trace.facts)
      : [],
  }
}

const OTHER_OUTCOMES: Readonly<Record<string, string>> = {
  ok: 'The provider answered.',
  client_gone: 'The client left before an answer began.',
  no_provider: 'No provider was left that could serve the request.',
}

function inWords(outcome: string): string | null {
  const failures: Readonly<Record<string, { means: string }>> = FAILURE_TABLE
  const known = Object.hasOwn(failures, outcome) ? failures[outcome]?.means : undefined
  return known ?? OTHER_OUTCOMES[outcome] ?? null
}
