import type { AttemptTrace } from '#server/domain/decision-trace'
import type { Candidate } from '#server/domain/selection'
import type { AttemptResult, Wording } from '../exchange'
import type { EndedAttempt } from './failover'
import type { Verdict } from './judge-failure'

/** The line that the decision trace keeps of an attempt.
 * @param lost the bill of one that another attempt was quicker than */
export function traceAttempt(
  { routed, result, wording }: EndedAttempt,
  { verdict, lost, nowMs }: { verdict: Verdict | null; lost: AttemptTrace['bill'] | null; nowMs: number },
): AttemptTrace {
  const failure = result.kind === 'failed' ? result.failure : null
  return {
    atMs: routed.decidedAtMs,
    providerId: routed.provider.id,
    servedModel: routed.servedModel,
    reason: routed.decision.reason,
    availability: unavailable(routed.decision.candidates),
    outcome: failure ? failure.kind : result.kind === 'aborted' ? result.reason : (broken(result) ?? 'ok'),
    status: failure ? failure.status : result.kind === 'answered' ? result.report.status : null,
    ruleId: verdict?.ruleId ?? null,
    durationMs: Math.max(0, Math.round(nowMs - routed.decidedAtMs)),
    detail: failure?.errorType ?? null,
    ...(wording && { translation: traceWording(wording) }),
    ...(lost && { bill: lost }),
  }
}

const traceWording = ({ from, to, warnings, repairs }: Wording) => ({
  from,
  to,
  warnings: [...warnings],
  repairs: [...repairs],
})

const broken = (result: AttemptResult): string | null => (result.kind === 'answered' ? result.broke : null)

/** The line of a request that no provider could serve. */
export const traceRefusal = (candidates: readonly Candidate[], nowMs: number): AttemptTrace => ({
  atMs: nowMs,
  providerId: null,
  servedModel: null,
  reason: null,
  availability: unavailable(candidates),
  outcome: 'no_provider',
  status: null,
  ruleId: null,
  durationMs: 0,
  detail: null,
})

function unavailable(candidates: readonly Candidate[]): AttemptTrace['availability'] {
  const availability: AttemptTrace['availability'] = {}
  for (const candidate of candidates)
    if (candidate.availability !== 'ready') availability[candidate.providerId] = candidate.availability
  return availability
}
