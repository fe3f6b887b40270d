import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ClientVersionRule } from '#server/domain/client-version'
import type { Dialect } from '#server/domain/dialect'
import type { ErrorRule } from '#server/domain/error-rules'
import type { RequestSize } from '#server/domain/estimate-cost'
import type { PriceBook } from '#server/domain/find-price'
import type { Gauge } from '#server/domain/gauges'
import type { Principal } from '#server/domain/principal'
import type { RuntimeProvider } from '#server/domain/provider'
import type { Decision } from '#server/domain/selection'
import type { CompiledWords } from '#server/domain/sensitive-words'
import type { Settings } from '#server/domain/settings'
import type { TransportFailure, UpstreamFailure } from '#server/domain/upstream-failures'
import type { Usage } from '#server/domain/usage'

/**
 * One request on its way through the gateway. Each step fills in its part and changes nothing that is there:
 * Received → Authenticated → Identified → Guarded → Routed → Settled.
 * Up to Guarded it is one object; each attempt has a Routed of its own.
 */

export type Operation = 'generate' | 'count-tokens' | 'compact' | 'embed' | 'models' | 'code-assist'

/** What the path says; the body never decides any of it. */
export interface Route {
  /** Name in the log, for example `messages`. */
  endpoint: string
  dialect: Dialect
  operation: Operation
  method: 'GET' | 'POST'
  /** Path and query for the upstream, credentials in the query removed. */
  upstreamPath: string
  /** From the path, as Gemini has it; null where the body names the model. */
  modelInPath: string | null
  /** From the path, as Gemini has it; null where the body says. */
  streamInPath: boolean | null
  /** The client speaks Gemini inside the Code Assist envelope. */
  envelope: boolean
}

export interface Received {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** UUIDv7: the log row's id and the client's request id. */
  readonly requestId: string
  readonly startedAtMs: number
  readonly startedMonotonicMs: number
  readonly route: Route
}

export interface Authenticated extends Received {
  readonly principal: Principal
}

/** The request's bytes and what one scan of the top level found in them. */
export interface RequestBody {
  /** Decompressed, otherwise untouched. */
  readonly bytes: Buffer
  /** Byte ranges of the values of the top-level members. */
  readonly members: ReadonlyMap<string, ByteRange>
  /** A top-level string, decoded; null when it is absent or no string. */
  text(name: string): string | null
  /** The whole tree, parsed anew each time. */
  tree(): unknown
}

export interface ByteRange {
  readonly start: number
  readonly end: number
}

export interface Identified extends Authenticated {
  readonly body: RequestBody
  readonly model: string | null
  readonly streaming: boolean
  /** Opaque, namespaced by key; null when there is no conversation to tell. */
  readonly sessionId: string | null
  /** More requests of this session are to be expected, so that it is worth remembering where it went. */
  readonly sticky: boolean
  readonly client: { readonly name: string | null; readonly version: string | null }
}

export interface Guarded extends Identified {
  readonly guarded: true
  readonly size: RequestSize
  /** What it may use of the limits in USD, and what it is billed if nothing more is heard of it. */
  readonly reservedNanoUsd: bigint
  /** For the answer's headers; empty when they are switched off. */
  readonly limits: readonly LimitReading[]
}

export interface LimitReading {
  readonly gauge: Gauge
  /** Used and reserved, this request included. */
  readonly used: number
}

/** A request without a lasting session counts for itself while it is served. */
export const leaseMember = ({ sticky, sessionId, requestId }: Identified): string =>
  sticky && sessionId !== null ? sessionId : requestId

/** One attempt's provider, and how it was chosen. */
export interface Routed extends Guarded {
  readonly provider: RuntimeProvider
  /** The model that goes upstream, after redirects. */
  readonly servedModel: string | null
  readonly decision: Decision<RuntimeProvider>
  /** When it was decided, epoch milliseconds. */
  readonly decidedAtMs: number
  /** The call holds a half-open permit. */
  readonly probe: boolean
}

/** What the log row keeps of a request that was said anew: translated, or mended in its own protocol. */
export interface Wording {
  readonly from: Dialect
  readonly to: Dialect
  readonly warnings: readonly { readonly code: string; readonly detail: string }[]
  readonly repairs: readonly string[]
}

/** What the exchange is made of. Every field has its place from the start: an object put together by spreading is copied
 * at each step, which cost more than authentication. */
export class Exchange implements Received {
  readonly principal = undefined
  readonly body = undefined
  readonly model = undefined
  readonly streaming = undefined
  readonly sessionId = undefined
  readonly sticky = undefined
  readonly client = undefined
  readonly guarded = undefined
  readonly size = undefined
  readonly reservedNanoUsd = undefined
  readonly limits = undefined

  constructor(
    readonly request: IncomingMessage,
    readonly response: ServerResponse,
    readonly requestId: string,
    readonly startedAtMs: number,
    readonly startedMonotonicMs: number,
    readonly route: Route,
  ) {}
}

/** The exchange for one attempt, copied by name for the same reason. */
export function routeTo(exchange: Guarded, choice: Omit<Routed, keyof Guarded>): Routed {
  return {
    request: exchange.request,
    response: exchange.response,
    requestId: exchange.requestId,
    startedAtMs: exchange.startedAtMs,
    startedMonotonicMs: exchange.startedMonotonicMs,
    route: exchange.route,
    principal: exchange.principal,
    body: exchange.body,
    model: exchange.model,
    streaming: exchange.streaming,
    sessionId: exchange.sessionId,
    sticky: exchange.sticky,
    client: exchange.client,
    guarded: true,
    size: exchange.size,
    reservedNanoUsd: exchange.reservedNanoUsd,
    limits: exchange.limits,
    provider: choice.provider,
    servedModel: choice.servedModel,
    decision: choice.decision,
    decidedAtMs: choice.decidedAtMs,
    probe: choice.probe,
  }
}

/** Where an upstream's answer goes. Calls come in order: `head`, `data`*, `end`, all in the transport's own call stack. */
export interface AnswerSink {
  /** @param rawHeaders name, value, name, value …
   *  @param resume call it when `data` may flow again after it returned false */
  head(status: number, rawHeaders: readonly Buffer[], resume: () => void): void
  /** @returns false to pause the upstream */
  data(chunk: Buffer): boolean
  end(): void
}

/** How an upstream call ended. `aborted`: the hub ended it, and why. */
export type AttemptOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly failure: TransportFailure; readonly detail: string }
  | { readonly ok: false; readonly failure: 'aborted'; readonly reason: AbortReason }

/** `rejected`: enough of the answer was seen. `lost_race`: another attempt answered first. `terminated`: somebody has ended the
 * request from outside. */
export type AbortReason = 'client_gone' | 'terminated' | 'rejected' | 'lost_race'
/** Why an answer is not read to its end for the client. */
export type EarlyEnd = Extract<AbortReason, 'client_gone' | 'terminated'>

/** A request that providers are asked for, as it can be looked at and ended from outside (FR-016). */
export interface LiveAnswer {
  /** Reckoned when it is asked for; null before a provider was. */
  progress(): AnswerProgress | null
  /** End it: nothing more is asked for or sent. No effect once it has ended. */
  terminate(): void
  /** Keep the last of the text that the client is sent for as long as somebody looks at it.
   * @param open whether to begin when nobody has looked so far
   * @returns the text since then; null when nobody has looked */
  preview(open: boolean): string | null
}

/** How far an answer has come. */
export interface AnswerProgress {
  /** Bytes that the client was sent. */
  readonly responseBytes: number
  readonly usage: Usage
  /** The provider has not told it yet: output is reckoned from the length of the text. */
  readonly estimated: boolean
}

/** What became of an answer that went to the client. */
export interface AnswerReport {
  /** The status that the client was sent; null when it was sent nothing. */
  readonly status: number | null
  readonly errorCode: string | null
  readonly interrupted: boolean
  readonly responseBytes: number
  /** From the request's arrival to the first byte for the client; null when there was none. */
  readonly ttfbMs: number | null
  readonly upstreamRequestId: string | null
  readonly meter: AnswerReading | null
}

/** What the meter read of an answer. */
export interface AnswerReading {
  readonly usage: Usage
  readonly rawUsage: Record<string, unknown> | null
  readonly stopReason: string | null
  readonly errorType: string | null
  readonly servedModel: string | null
  /** The tier that served the answer, by the name it has among prices: `priority`, `flex`; null when it was not told. */
  readonly serviceTier: string | null
  readonly terminal: boolean
}

/** How one attempt ended. `answered`: the client has got it, or has left; `broke` says that the upstream did not end it
 * properly. `failed`: the client has seen nothing; `passOn` sends it the upstream's own words after all. `aborted`: the same,
 * by the hub; `metered` is what one that has lost a race had told of its usage. */
export type AttemptResult =
  | { readonly kind: 'answered'; readonly report: AnswerReport; readonly broke: TransportFailure | null }
  | {
      readonly kind: 'failed'
      readonly failure: UpstreamFailure
      readonly passOn: (() => AnswerReport) | null
    }
  | { readonly kind: 'aborted'; readonly reason: AbortReason; readonly metered: AnswerReading | null }

/** What the client was given in the end. */
export interface Settled {
  readonly status: number
  readonly errorCode: string | null
  readonly interrupted: boolean
}

/** The part of the configuration that steps look at, fixed for the length of a request. */
export interface ConfigView {
  readonly version: number
  readonly providers: readonly RuntimeProvider[]
  /** FR-020, enabled ones in the order in which they are tried. */
  readonly errorRules: readonly ErrorRule[]
  readonly prices: PriceBook
  /** FR-021, enabled ones in one matcher. */
  readonly sensitiveWords: CompiledWords
  /** FR-023, enabled ones by the name of their client. */
  readonly clientVersions: ReadonlyMap<string, ClientVersionRule>
  readonly settings: Settings
}
