import type { Dialect } from '#server/domain/dialect'
import { FAILURE_TABLE } from '#server/domain/errors'
import type { RuntimeProvider } from '#server/domain/provider'
import type { Settings } from '#server/domain/settings'
import type { TransportFailure, UpstreamFailure } from '#server/domain/upstream-failures'
import type { Clock } from '#server/platform/clock'
import type {
  AbortReason,
  AnswerProgress,
  AnswerReading,
  AnswerReport,
  AttemptOutcome,
  AttemptResult,
  Routed,
  Wording,
} from './exchange'
import { createGate } from './stream/gate'
import type { AnswerGate } from './stream/gate'
import { createRelay } from './stream/relay'
import type { Relay } from './stream/relay'
import { hasSealedSignature, mendRequest } from './translate/mend-request'
import type { ClientRequest, CodexInstructions, MendedRequest } from './translate/mend-request'
import { DIALECT_FUNCTIONS } from './translate/registry'
import { buildRequest } from './upstream/build-request'
import type { FirstByteTimes } from './upstream/first-byte-times'
import type { ProviderPools } from './upstream/provider-pools'
import { sendUpstream } from './upstream/send-upstream'
import type { UpstreamCall } from './upstream/send-upstream'
import { translateBody } from './upstream/translate-body'
import type { TranslatedBody } from './upstream/translate-body'

/** One call of one provider for one request: everything in it is made anew, so that nothing of it can leak into the next. */
export interface Attempt {
  /** Never rejects with anything but a GatewayError of an answer that could not be ended. */
  readonly result: Promise<AttemptResult>
  abort(reason: AbortReason): void
  /** How the request was said in other words than the client's; null where its own bytes went. */
  readonly wording: Wording | null
  /** The first byte of an answer is there. */
  readonly begun: boolean
  /** The client has left: what still comes is read for its usage and dropped. */
  drain(): void
  readonly drainedBytes: number
  /** See `LiveAnswer`. */
  terminate(): void
  readonly routed: Routed
  /** Its answer goes to the client. */
  readonly open: boolean
  progress(): AnswerProgress
  preview(open: boolean): string | null
}

interface AttemptDeps {
  pools: ProviderPools
  clock: Clock
  firstByteTimes: FirstByteTimes
}

interface AttemptOptions {
  settings: Pick<Settings, 'repairsOff' | 'codexInstructions'>
  /** What this provider said to the attempt before, if that asks for a repair; else ''. */
  refusal: string
  /** False when another attempt for the same request has reached the client first. */
  claim: () => boolean
}

/** Send a routed request to its provider. The answer reaches the client as soon as it is known to be one.
 * @throws GatewayError bad_request for a request that cannot be said in the provider's dialect */
export function startAttempt(routed: Routed, deps: AttemptDeps, options: AttemptOptions): Attempt {
  return new ProviderAttempt(routed, deps, options)
}

/** A class, because an object literal with a getter gets a hidden class of its own, and that one keeps everything of its
 * request alive until the next full garbage collection. */
class ProviderAttempt implements Attempt {
  begun = false
  readonly result: Promise<AttemptResult>
  readonly wording: Wording | null
  private readonly startedMs: number
  private readonly relay: Relay
  private readonly gate: AnswerGate
  private readonly call: UpstreamCall

  constructor(
    readonly routed: Routed,
    private readonly deps: AttemptDeps,
    options: AttemptOptions,
  ) {
    const { provider, response, streaming, route } = routed
    const { clock, pools } = deps
    const translated = translate(routed, options, clock.nowMs())
    const translation = translated?.translation ?? null
    const mended = translation ? null : mendOwn(routed, options)
    this.wording = translation ?? (mended && wordingOf(route.dialect, mended))
    const request = buildRequest(routed, translated, mended)
    const { usageRequested } = request
    const { wording } = this
    this.relay = createRelay({ response, routed, usageRequested, translation, wording, clock })
    this.startedMs = clock.monotonicMs()
    this.gate = createGate({
      inner: this.relay,
      judge: DIALECT_FUNCTIONS[provider.dialect].judgeEvent,
      claim: options.claim,
      onBegun: () => {
        this.begin()
      },
      generates: route.operation === 'generate' || route.operation === 'compact',
      onRejected: () => {
        this.call.abort('rejected')
      },
    })
    const dispatcher = pools.get(provider, request.origin)
    this.call = sendUpstream({ dispatcher, request, streaming, timeouts: provider.timeouts, sink: this.gate })
    this.result = this.call.outcome.then((outcome) => this.conclude(outcome))
  }

  get drainedBytes(): number {
    return this.relay.drainedBytes
  }

  abort(reason: AbortReason): void {
    this.call.abort(reason)
  }

  drain(): void {
    this.relay.drain('client_gone')
    this.gate.release()
  }

  terminate(): void {
    this.call.abort('terminated')
    if (this.gate.open) return
    // Read for its usage: what was said before the first content is billed as well.
    this.relay.drain('terminated')
    this.gate.release()
  }

  get open(): boolean {
    return this.gate.open
  }

  progress(): AnswerProgress {
    return this.relay.progress()
  }

  preview(open: boolean): string | null {
    return this.relay.preview(open)
  }

  private begin(): void {
    this.begun = true
    this.deps.firstByteTimes.note(this.routed.provider.id, this.deps.clock.monotonicMs() - this.startedMs)
  }

  private conclude(outcome: AttemptOutcome): AttemptResult {
    const { gate, relay } = this
    const failure = gate.failure(outcome, this.deps.clock.nowMs())
    if (failure === null) {
      const report = relay.conclude(outcome)
      return { kind: 'answered', report, broke: brokenBy(outcome, report) }
    }
    if (!outcome.ok && outcome.failure === 'aborted' && outcome.reason !== 'rejected')
      return { kind: 'aborted', reason: outcome.reason, metered: this.meteredOfLost(outcome) }
    const passOn = () => {
      gate.release()
      return relay.conclude({ ok: true })
    }
    return { kind: 'failed', failure, passOn: gate.whole && isForClient(failure) ? passOn : null }
  }

  /** Its provider bills what it had begun, though nobody will read it. */
  private meteredOfLost(outcome: AttemptOutcome): AnswerReading | null {
    if (outcome.ok || outcome.failure !== 'aborted' || outcome.reason !== 'lost_race') return null
    this.relay.drain('client_gone')
    this.gate.pour()
    return this.relay.conclude(outcome).meter
  }
}

function translate(routed: Routed, options: AttemptOptions, nowMs: number): TranslatedBody | null {
  const { provider, route, model, requestId, body, streaming } = routed
  if (provider.dialect === route.dialect) return null
  return translateBody(body, {
    client: route.dialect,
    clientEnvelope: route.envelope,
    modelInPath: route.modelInPath,
    streaming,
    asArray: route.streamInPath === true && !route.upstreamPath.includes('alt=sse'),
    provider,
    model,
    servedModel: routed.servedModel ?? '',
    requestId,
    nowMs,
    repairsOff: options.settings.repairsOff,
    refusal: options.refusal,
    instructions: instructionsOf(provider, options.settings),
  })
}

/** The client's own bytes are best, unless the provider has refused them already, or is known to, or they carry thoughts that
 * a provider of another protocol has signed. */
function mendOwn(routed: Routed, options: AttemptOptions): MendedRequest | null {
  const { provider, route, body, servedModel } = routed
  if (route.operation !== 'generate') return null
  const instructions = instructionsOf(provider, options.settings)
  const forced = instructions?.mode === 'force_official'
  if (options.refusal === '' && !forced && !hasSealedSignature(body.bytes)) return null
  return mendRequest({
    ...clientRequestOf(routed),
    provider,
    servedModel: servedModel ?? '',
    repairsOff: options.settings.repairsOff,
    refusal: options.refusal,
    instructions,
  })
}

/** What the client said, for those who read it as a tree. */
export const clientRequestOf = ({ route, body, streaming }: Routed): ClientRequest => ({
  client: route.dialect,
  clientEnvelope: route.envelope,
  body: body.tree(),
  modelInPath: route.modelInPath,
  streaming,
})

/** null where there are none to insist on. */
export const instructionsOf = (
  { type, instructionsMode: mode }: Pick<RuntimeProvider, 'type' | 'instructionsMode'>,
  { codexInstructions: official }: Pick<Settings, 'codexInstructions'>,
): CodexInstructions | null => (type === 'codex' && official !== '' ? { mode, official } : null)

const wordingOf = (dialect: Dialect, { warnings, repairs }: MendedRequest): Wording => ({
  from: dialect,
  to: dialect,
  warnings,
  repairs,
})

/** What broke an answer that has reached the client; null when it is whole, or the hub itself ended it. */
function brokenBy(outcome: AttemptOutcome, { errorCode }: AnswerReport): TransportFailure | null {
  if (outcome.ok) return errorCode === 'upstream_cut' ? 'cut' : null
  return outcome.failure === 'aborted' ? null : outcome.failure
}

/** Whether an upstream's own words about a failure may go to the client. Not when they are about a credential, which they
 * may quote, and not when they call themselves a success. */
function isForClient({ kind, status }: UpstreamFailure): boolean {
  const { mark, retry } = FAILURE_TABLE[kind]
  return mark !== 'quarantine' && (retry === 'none' || (status !== null && status >= 400))
}
