import type { Dialect } from '#server/domain/dialect'
import type { Signature } from './signature'

/** What one dialect says and the others have no word for, by dialect, as it came. Encoding into the same dialect gives it
 * back; the others leave it out, with a warning where it changes what the model does. */
export type Extras = Partial<Record<Dialect, Readonly<Record<string, unknown>>>>

export interface TextPart {
  readonly type: 'text'
  readonly text: string
  readonly citations?: readonly Citation[]
  readonly extras?: Extras
}

/** A source that a text names. Offsets count UTF-16 units of the text that they are about. */
export interface Citation {
  readonly url: string | null
  readonly title: string | null
  readonly citedText: string | null
  readonly start: number | null
  readonly end: number | null
  /** As the dialect that made it spells it. */
  readonly raw: { readonly dialect: Dialect; readonly value: unknown } | null
}

export type MediaSource =
  | { readonly kind: 'base64'; readonly mediaType: string; readonly data: string }
  | { readonly kind: 'url'; readonly url: string; readonly mediaType: string | null }
  /** A file that one provider holds: nobody else can read it. */
  | {
      readonly kind: 'file'
      readonly dialect: Dialect
      readonly id: string
      readonly mediaType: string | null
    }
  | { readonly kind: 'text'; readonly text: string; readonly mediaType: string }

export interface MediaPart {
  readonly type: 'image' | 'document' | 'audio' | 'video'
  readonly source: MediaSource
  /** File name or title. */
  readonly name: string | null
  readonly extras?: Extras
}

/** What the model thought. With `redacted`, `text` is empty and the signature is all there is. */
export interface ReasoningPart {
  readonly type: 'reasoning'
  readonly text: string
  readonly redacted: boolean
  readonly signature: Signature | null
  readonly extras?: Extras
}

/** `arguments`: JSON text of an object for a `function` ("" is "{}"), plain text for a `custom` (free-form) tool. */
export interface ToolCallPart {
  readonly type: 'tool_call'
  /** Never empty: decoders make one where the protocol has none. */
  readonly id: string
  readonly name: string
  readonly namespace: string | null
  readonly kind: 'function' | 'custom'
  readonly arguments: string
  readonly signature: Signature | null
  readonly extras?: Extras
}

export interface ToolResultPart {
  readonly type: 'tool_result'
  readonly callId: string
  /** The tool's name where the protocol tells it; the call with `callId` knows it otherwise. */
  readonly name: string | null
  readonly kind: 'function' | 'custom'
  readonly isError: boolean
  readonly content: readonly (TextPart | MediaPart | UnknownPart)[]
  readonly extras?: Extras
}

export interface RefusalPart {
  readonly type: 'refusal'
  readonly text: string
  readonly extras?: Extras
}

/** Something only one dialect has: a hosted tool's call and result, a search result, a file of a later version. */
export interface UnknownPart {
  readonly type: 'unknown'
  readonly dialect: Dialect
  /** The dialect's own word for it, for the warning. */
  readonly name: string
  readonly raw: unknown
}

export type Part =
  TextPart | MediaPart | ReasoningPart | ToolCallPart | ToolResultPart | RefusalPart | UnknownPart
