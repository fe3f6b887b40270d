import type { Dialect } from '#server/domain/dialect'
import type { ProviderType } from '#server/domain/provider'
import type { IrError } from './error'
import type { IrRequest } from './request'
import type { IrEvent, IrResponse } from './response'

/** Something that could not be said in the other dialect, or was put in a form that it knows. Goes to the log row and to
 * the client's `x-cch-warnings`. */
export interface Warning {
  /** Stable, for example `dropped_top_k`. */
  readonly code: string
  /** One plain English clause without user data. */
  readonly detail: string
}
export type Warn = (code: string, detail: string) => void

/** Where an encoded request goes. */
export interface EncodeTarget {
  readonly providerType: ProviderType
  /** The provider's name for the model. */
  readonly model: string
  readonly warn: Warn
}

/** What a client's answer needs besides the answer itself. */
export interface ClientContext {
  /** The hub's request id; stands in where the upstream gave no id. */
  readonly requestId: string
  /** The model as the client named it. */
  readonly model: string | null
  readonly nowMs: number
  /** What the client asked, for the fields that its protocol repeats; without its turns. */
  readonly request: IrRequest
}

/** One frame of a server-sent event stream: its name, if it has one, and its data, parsed; `undefined` is no JSON. The
 * literal `[DONE]` comes as the string. */
export interface SseFrame {
  readonly name: string | null
  readonly data: unknown
}

/** Reads one upstream's stream. Synchronous; its state is named and grows with what must be held back, no further. */
export interface StreamDecoder {
  /** Never throws: what is not understood is skipped, a failure that is told becomes an `error` event. */
  feed(frame: SseFrame): IrEvent[]
  /** The connection has ended. `end` comes here at the latest where the dialect has no closing word and the answer is
   * complete; a stream that was cut gives nothing. */
  finish(): IrEvent[]
}

/** Writes one client's stream. Sees events in sequence (`inSequence`), and owns what is open. */
export interface StreamEncoder {
  /** The bytes for the client, whole frames only; '' for none. */
  encode(event: IrEvent): string
}

/** Strings of a request that nobody reads: they are passed on, and of a long one only the ends are looked at. */
export interface PassedOn {
  /** Members that have such strings, and none that an answer repeats. */
  readonly names: ReadonlySet<string>
  /** Not in a request in which one of these texts stands. */
  readonly unless: readonly string[]
}

/** A dialect: eight pure functions. The folder of that name has them, and nothing outside of it knows its fields. */
export interface DialectCodec {
  readonly dialect: Dialect
  readonly passedOn: PassedOn
  /** @param body parsed JSON, any value
   * @param path what the path says where the dialect has it there (Gemini)
   * @throws GatewayError bad_request, with what is wrong and where */
  decodeRequest(body: unknown, path: { model: string | null; stream: boolean | null }): IrRequest
  encodeRequest(request: IrRequest, target: EncodeTarget): Record<string, unknown>
  /** @throws IrFailure when the body is an error, or no answer of this dialect */
  decodeResponse(body: unknown): IrResponse
  encodeResponse(response: IrResponse, context: ClientContext): Record<string, unknown>
  createStreamDecoder(): StreamDecoder
  createStreamEncoder(context: ClientContext): StreamEncoder
  /** @param body parsed JSON, or text where it is none */
  decodeError(status: number, body: unknown): IrError
  /** The whole body of an error answer. */
  encodeError(error: IrError, requestId: string): Record<string, unknown>
}
