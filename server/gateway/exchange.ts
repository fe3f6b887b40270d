import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Dialect } from '#server/domain/dialect'
import type { ErrorCode } from '#server/domain/errors'
import type { Principal } from '#server/domain/principal'
import type { RuntimeProvider } from '#server/domain/provider'
import type { Settings } from '#server/domain/settings'

/**
 * One request on its way through the gateway. Each step adds its part and changes nothing that is there:
 * Received → Authenticated → Identified → Guarded → Routed → Settled.
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
  /** The whole tree, parsed on first use and kept. */
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
  /** Opaque, namespaced by key; null when the client sends none. */
  readonly sessionId: string | null
  readonly client: { readonly name: string | null; readonly version: string | null }
}

export interface Guarded extends Identified {
  readonly guarded: true
}

/** Why a provider was not eligible. */
export type Exclusion = 'disabled' | 'dialect' | 'group' | 'model' | 'weight'

export interface Candidate {
  readonly providerId: string
  readonly name: string
  readonly excluded: Exclusion | null
}

export interface Routed extends Guarded {
  readonly provider: RuntimeProvider
  /** The model that goes upstream, after redirects. */
  readonly servedModel: string | null
  readonly candidates: readonly Candidate[]
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

/** How an upstream call ended. */
export type AttemptOutcome =
  { readonly ok: true } | { readonly ok: false; readonly code: ErrorCode; readonly detail: string }

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
  readonly settings: Settings
}
