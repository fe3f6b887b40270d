import type { Dialect } from '#server/domain/dialect'
import { findErrorRule } from '#server/domain/error-rules'
import type { ErrorRule } from '#server/domain/error-rules'
import type { ErrorCode, FailureRule } from '#server/domain/errors'
import type { HealthEvent } from '#server/domain/provider-health'
import { DEFAULT_COOLDOWN_MS } from '#server/domain/retry-after'
import { FAILURE_TABLE } from '#server/domain/errors'
import type { UpstreamFailure } from '#server/domain/upstream-failures'

/** What to do about a failed attempt: the table's word, refined by the first error rule that matches (FR-020). */
export interface Verdict {
  /** `mended`: the same provider once more, with a request that it takes. */
  readonly retry: FailureRule['retry'] | 'mended'
  readonly breaker: boolean
  readonly mark: FailureRule['mark']
  readonly code: ErrorCode
  readonly override: { readonly status: number; readonly message: string } | null
  readonly ruleId: string | null
}

export function judgeFailure(
  failure: UpstreamFailure,
  rules: readonly ErrorRule[],
  dialect: Dialect,
): Verdict & Pick<FailureRule, 'retry'> {
  const { retry, breaker, mark, code } = FAILURE_TABLE[failure.kind]
  const answer = { status: failure.status, errorType: failure.errorType, body: failure.detail, dialect }
  // Rules speak of what an upstream said; of a broken line there is nothing to match.
  const rule = failure.status === null ? null : findErrorRule(rules, answer)
  if (!rule) return { retry, breaker, mark, code, override: null, ruleId: null }
  return {
    retry: rule.retry ? (rule.switchProvider ? 'switch' : 'again') : 'none',
    breaker: rule.breaker,
    mark: rule.retry ? mark : null,
    code,
    override: rule.override,
    ruleId: rule.id,
  }
}

/** How long a model that a provider says it does not have is not asked for there again. */
const MODEL_COOLDOWN_MS = 60_000

/** What the verdict means for the provider's health. */
export function healthEvent(
  verdict: Verdict,
  failure: UpstreamFailure,
  call: {
    probe: boolean
    nowMs: number
    servedModel: string | null
    credential: string
    quarantineMs: number
  },
): HealthEvent {
  const { probe, nowMs } = call
  const outcome = verdict.breaker ? 'failure' : 'neutral'
  // An overloaded provider that says for how long is left alone for so long, whatever its circuit says.
  if (verdict.mark === 'cooldown' || (failure.retryAfterMs !== null && verdict.retry !== 'none')) {
    const untilMs = nowMs + (failure.retryAfterMs ?? DEFAULT_COOLDOWN_MS)
    return { outcome, probe, mark: { kind: 'cooldown', untilMs } }
  }
  if (verdict.mark === 'quarantine') {
    const untilMs = nowMs + call.quarantineMs
    return { outcome, probe, mark: { kind: 'quarantine', credential: call.credential, untilMs } }
  }
  if (verdict.mark === 'model_cooldown' && call.servedModel !== null) {
    const untilMs = nowMs + MODEL_COOLDOWN_MS
    return { outcome, probe, mark: { kind: 'model_cooldown', model: call.servedModel, untilMs } }
  }
  return { outcome, probe }
}
