import { FAILURE_TABLE } from '#server/domain/errors'
import type { UpstreamFailure } from '#server/domain/upstream-failures'
import type { Clock } from '#server/platform/clock'
import type { AbortReason, AttemptOutcome, AttemptResult, Routed } from './exchange'
import { createGate } from './stream/gate'
import { createRelay } from './stream/relay'
import { DIALECT_FUNCTIONS } from './translate/registry'
import { buildRequest } from './upstream/build-request'
import type { FirstByteTimes } from './upstream/first-byte-times'
import type { ProviderPools } from './upstream/provider-pools'
import { sendUpstream } from './upstream/send-upstream'

/** One call of one provider for one request: everything in it is made anew, so that nothing of it can leak into the next. */
export interface Attempt {
  /** Never rejects with anything but a GatewayError of an answer that could not be ended. */
  readonly result: Promise<AttemptResult>
  abort(reason: AbortReason): void
  /** The first byte of an answer is there. */
  readonly begun: boolean
  /** The client has left: what still comes is read for its usage and dropped. */
  drain(): void
  readonly drainedBytes: number
}

/** Send a routed request to its provider. The answer reaches the client as soon as it is known to be one.
 * @param claim false when another attempt for the same request has reached the client first */
export function startAttempt(
  routed: Routed,
  deps: { pools: ProviderPools; clock: Clock; firstByteTimes: FirstByteTimes },
  claim: () => boolean,
): Attempt {
  const { provider, response, streaming, route } = routed
  const upstream = buildRequest(routed)
  const relay = createRelay({ response, routed, usageRequested: upstream.usageRequested, clock: deps.clock })
  const startedMs = deps.clock.monotonicMs()
  let begun = false
  const gate = createGate({
    inner: relay,
    judge: DIALECT_FUNCTIONS[provider.dialect].judgeEvent,
    claim,
    onBegun: () => {
      begun = true
      deps.firstByteTimes.note(provider.id, deps.clock.monotonicMs() - startedMs)
    },
    generates: route.operation === 'generate' || route.operation === 'compact',
    onRejected: () => {
      call.abort('rejected')
    },
  })
  const call = sendUpstream({
    dispatcher: deps.pools.get(provider, upstream.origin),
    request: upstream,
    streaming,
    timeouts: provider.timeouts,
    sink: gate,
  })

  const conclude = (outcome: AttemptOutcome): AttemptResult => {
    const failure = gate.failure(outcome, deps.clock.nowMs())
    if (failure === null) {
      const report = relay.conclude(outcome)
      const broke = outcome.ok
        ? report.errorCode === 'upstream_cut'
          ? 'cut'
          : null
        : transportFailure(outcome)
      return { kind: 'answered', report, broke }
    }
    if (!outcome.ok && outcome.failure === 'aborted' && outcome.reason !== 'rejected')
      return { kind: 'aborted', reason: outcome.reason }
    const passOn = () => {
      gate.release()
      return relay.conclude({ ok: true })
    }
    return { kind: 'failed', failure, passOn: gate.whole && isForClient(failure) ? passOn : null }
  }
  return {
    result: call.outcome.then(conclude),
    abort: (reason) => {
      call.abort(reason)
    },
    drain: () => {
      relay.drain()
      gate.release()
    },
    get begun() {
      return begun
    },
    get drainedBytes() {
      return relay.drainedBytes
    },
  }
}

/** Whether an upstream's own words about a failure may go to the client. Not when they are about a credential, which they
 * may quote, and not when they call themselves a success. */
function isForClient({ kind, status }: UpstreamFailure): boolean {
  const { mark, retry } = FAILURE_TABLE[kind]
  return mark !== 'quarantine' && (retry === 'none' || (status !== null && status >= 400))
}

const transportFailure = (outcome: Exclude<AttemptOutcome, { ok: true }>) =>
  outcome.failure === 'aborted' ? null : outcome.failure
