import { GatewayError, terminated } from '#server/domain/errors'
import type { UpstreamFailure } from '#server/domain/upstream-failures'
import type { AnswerReport, AttemptResult, Routed, Wording } from '../exchange'
import type { Verdict } from './judge-failure'
import type { RetryBudget } from './retry-budget'

/** One attempt that came to nothing for the client. */
export interface FailedAttempt {
  readonly routed: Routed
  readonly failure: UpstreamFailure
  readonly verdict: Verdict
  readonly passOn: (() => AnswerReport) | null
}

export interface EndedAttempt {
  readonly routed: Routed
  readonly result: AttemptResult
  readonly wording: Wording | null
}

export interface FailoverSteps {
  /** Choose a provider that was not tried yet. @throws GatewayError no_provider when there is none */
  route(tried: readonly string[]): Promise<Routed>
  /** Call it. More than one result when another provider was started as well (hedging): the one that counts is last. */
  attempt(routed: Routed, tried: readonly string[]): Promise<readonly EndedAttempt[]>
  judge(routed: Routed, failure: UpstreamFailure): Verdict
  /** An attempt has ended; write it down. */
  ended(attempt: EndedAttempt, verdict: Verdict | null): void
}

/** FR-007. Try one provider after another until one answers, for as long as the client has seen nothing. Waits for
 * nothing in between.
 * @returns what the client got
 * @throws GatewayError when nobody could serve it, or the client left */
export async function failOver(
  steps: FailoverSteps,
  options: { maxAttempts: number; budget: RetryBudget },
): Promise<AnswerReport> {
  const { maxAttempts, budget } = options
  const failed: FailedAttempt[] = []
  let tried: readonly string[] = []
  budget.earn()
  let routed = await steps.route(tried)
  for (;;) {
    const ended = await steps.attempt(routed, tried)
    const report = takeIn(steps, ended, failed)
    if (report) {
      if (failed.length > 0) budget.giveBack()
      return report
    }
    const last = failed.at(-1)
    if (!last) throw clientGone()
    const more = last.verdict.retry !== 'none' && failed.length < maxAttempts && budget.spend()
    const next = more ? await chooseNext(steps, failed, tried) : null
    if (next === null) return giveUp(failed)
    tried = next.tried
    routed = next.routed
  }
}

/** Write down what came of one round of attempts.
 * @returns what the client got, when it got something
 * @throws GatewayError when the client has left, or the request was ended */
function takeIn(
  steps: FailoverSteps,
  ended: readonly EndedAttempt[],
  failed: FailedAttempt[],
): AnswerReport | null {
  let report: AnswerReport | null = null
  for (const attempt of ended) {
    const { routed, result } = attempt
    const verdict = result.kind === 'failed' ? steps.judge(routed, result.failure) : null
    steps.ended(attempt, verdict)
    if (result.kind === 'answered') report = result.report
    else if (result.kind === 'aborted' && result.reason === 'client_gone') throw clientGone()
    else if (result.kind === 'aborted' && result.reason === 'terminated') throw terminated()
    else if (result.kind === 'failed' && verdict)
      failed.push({ routed, failure: result.failure, verdict, passOn: result.passOn })
  }
  return report
}

/** The same provider once more where that can help, else one that was not tried yet; null when there is none. */
async function chooseNext(
  steps: FailoverSteps,
  failed: readonly FailedAttempt[],
  tried: readonly string[],
): Promise<{ routed: Routed; tried: readonly string[] } | null> {
  const last = failed.at(-1)
  if (!last) return null
  const { provider } = last.routed
  const calls = failed.filter(({ routed }) => routed.provider.id === provider.id).length
  // A probe's permit went with its call.
  const { retry } = last.verdict
  const again = retry === 'mended' || (retry === 'again' && calls < Math.max(2, provider.maxAttempts))
  if (again && !last.routed.probe) return { routed: last.routed, tried }
  const now = [...new Set([...tried, ...failed.map(({ routed }) => routed.provider.id)])]
  try {
    return { routed: await steps.route(now), tried: now }
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'no_provider') return null
    throw error
  }
}

const clientGone = () =>
  new GatewayError('client_gone', { clientMessage: 'The client left before the answer began.' })

/** Say in the end what happened: the upstream's own words where they are the client's business or the only ones there
 * are, else a summary of what was tried. */
function giveUp(failed: readonly FailedAttempt[]): AnswerReport {
  const last = failed.at(-1)
  if (!last) throw new Error('nothing was tried')
  const { verdict, passOn } = last
  const final = verdict.retry === 'none' || verdict.retry === 'mended' || failed.length === 1
  if (passOn && verdict.override === null && final) return passOn()
  const { override } = verdict
  const pauses = failed.flatMap(({ failure }) => failure.retryAfterMs ?? [])
  throw new GatewayError(override || failed.length === 1 ? verdict.code : 'providers_failed', {
    clientMessage: override?.message ?? summary(failed),
    status: override?.status ?? finalStatus(failed),
    ...(pauses.length > 0 ? { retryAfterSeconds: Math.min(...pauses) / 1_000 } : {}),
  })
}

/** When all failed in the same way, that way's status tells the client's own retry logic most. */
function finalStatus(failed: readonly FailedAttempt[]): number | undefined {
  const codes = new Set(failed.map(({ verdict }) => verdict.code))
  const [only] = codes
  return codes.size === 1 && only !== undefined
    ? new GatewayError(only, { clientMessage: '' }).status
    : undefined
}

function summary(failed: readonly FailedAttempt[]): string {
  const tried = failed.map(({ routed, failure }) => `${routed.provider.name}: ${inWords(failure)}`).join('; ')
  return failed.length === 1
    ? `The provider could not serve this request (${tried}).`
    : `No provider could serve this request. Tried ${String(failed.length)} times (${tried}).`
}

/** Status and kind only: an upstream's own text may hold what is not for this client. */
function inWords({ kind, status }: UpstreamFailure): string {
  const word = kind.replaceAll('_', ' ')
  return status === null || status < 300 ? word : `${word}, status ${String(status)}`
}
