import type { Usage } from '#server/domain/usage'
import type { Citation, Extras, Part, TextPart } from './parts'
import type { IrError } from './error'
import type { Signature } from './signature'

/** Why an answer ended. `tool_calls` whenever a call of the client's tools was made and not cut by `length`. `paused`: the
 * provider wants to be asked again as it is. */
export type FinishReason =
  'stop' | 'stop_sequence' | 'length' | 'tool_calls' | 'content_filter' | 'refusal' | 'paused' | 'error'

export interface Finish {
  readonly reason: FinishReason
  /** The string that stopped it, where the dialect tells. */
  readonly stopSequence: string | null
  /** The dialect's own word. */
  readonly raw: string | null
}

/** A whole answer. Stream and non-stream meet here: `collect` makes it of events, `eventsOf` takes it apart. */
export interface IrResponse {
  readonly id: string | null
  /** As the upstream names it. */
  readonly model: string | null
  readonly parts: readonly Part[]
  readonly finish: Finish | null
  readonly usage: Usage | null
  readonly extras?: Extras
}

/** What a part is before its content comes. Text, reasoning and refusal begin empty and grow by `text`, a tool call's
 * arguments by `arguments`; media and unknown parts are whole at once. */
export type PartHead = Part

/** One step of an answer under way.
 *
 * Grammar: start, then parts, each part-start (text | arguments | citation | signature)* part-end, then end or error.
 * `usage`, `finish` and `ping` may stand anywhere between start and end; the last usage and the last finish count.
 * Decoders may let parts overlap (chat's parallel tool calls do); `inSequence` puts them one after another and numbers
 * them from 0 without gaps, and encoders see only that. */
export type IrEvent =
  | {
      readonly type: 'start'
      readonly id: string | null
      readonly model: string | null
      readonly extras?: Extras
    }
  | { readonly type: 'part-start'; readonly index: number; readonly part: PartHead }
  | { readonly type: 'text'; readonly index: number; readonly text: string }
  | { readonly type: 'arguments'; readonly index: number; readonly text: string }
  | { readonly type: 'citation'; readonly index: number; readonly citation: Citation }
  | { readonly type: 'signature'; readonly index: number; readonly signature: Signature }
  | { readonly type: 'part-end'; readonly index: number; readonly extras?: Extras }
  | { readonly type: 'usage'; readonly usage: Usage }
  | { readonly type: 'finish'; readonly finish: Finish }
  | { readonly type: 'ping' }
  | { readonly type: 'end'; readonly extras?: Extras }
  | { readonly type: 'error'; readonly error: IrError }

/** The answer that a stream amounts to.
 * @throws IrFailure for an `error` event, and for a stream without an `end` */
export function collect(events: Iterable<IrEvent>): IrResponse {
  const parts = new Map<number, Part>()
  let response: IrResponse = { id: null, model: null, parts: [], finish: null, usage: null }
  let ended = false
  for (const event of events) {
    switch (event.type) {
      case 'start':
        response = withExtras({ ...response, id: event.id, model: event.model }, event.extras)
        break
      case 'part-start':
        parts.set(event.index, event.part)
        break
      case 'usage':
        response = { ...response, usage: event.usage }
        break
      case 'finish':
        response = { ...response, finish: event.finish }
        break
      case 'end':
        ended = true
        response = withExtras(response, event.extras)
        break
      case 'error':
        throw new IrFailure(event.error)
      case 'ping':
        break
      default: {
        const part = parts.get(event.index)
        if (part) parts.set(event.index, grown(part, event))
      }
    }
  }
  if (!ended) throw new IrFailure(CUT)
  return { ...response, parts: [...parts.values()] }
}

const CUT: IrError = {
  kind: 'server',
  status: 502,
  message: 'The answer was cut.',
  code: 'upstream_cut',
  param: null,
}

/** An answer that failed, as an exception for those who wanted a whole one. */
export class IrFailure extends Error {
  constructor(readonly error: IrError) {
    super(error.message)
  }
}

type Growth = Extract<IrEvent, { index: number }>

function grown(part: Part, event: Growth): Part {
  switch (event.type) {
    case 'text':
      return 'text' in part ? { ...part, text: part.text + event.text } : part
    case 'arguments':
      return part.type === 'tool_call' ? { ...part, arguments: part.arguments + event.text } : part
    case 'signature':
      return 'signature' in part ? { ...part, signature: event.signature } : part
    case 'citation':
      return part.type === 'text' ? { ...part, citations: [...(part.citations ?? []), event.citation] } : part
    case 'part-end':
      return part.type === 'unknown' ? part : withExtras(part, event.extras)
    case 'part-start':
      return part
  }
}

function withExtras<T extends { readonly extras?: Extras }>(value: T, extras: Extras | undefined): T {
  return extras ? { ...value, extras: { ...value.extras, ...extras } } : value
}

/** The events of a whole answer, one growth per part. */
export function* eventsOf(response: IrResponse): Generator<IrEvent> {
  const { id, model, extras } = response
  yield { type: 'start', id, model, ...(extras && { extras }) }
  for (const [index, part] of response.parts.entries()) yield* partEvents(part, index)
  if (response.usage) yield { type: 'usage', usage: response.usage }
  if (response.finish) yield { type: 'finish', finish: response.finish }
  yield { type: 'end' }
}

function* partEvents(part: Part, index: number): Generator<IrEvent> {
  if (part.type === 'text' || part.type === 'refusal' || part.type === 'reasoning') {
    yield { type: 'part-start', index, part: emptied(part) }
    if (part.text !== '') yield { type: 'text', index, text: part.text }
    if (part.type === 'text')
      for (const citation of part.citations ?? []) yield { type: 'citation', index, citation }
    if (part.type === 'reasoning' && part.signature && !part.redacted)
      yield { type: 'signature', index, signature: part.signature }
  } else if (part.type === 'tool_call') {
    yield { type: 'part-start', index, part: { ...part, arguments: '' } }
    if (part.arguments !== '') yield { type: 'arguments', index, text: part.arguments }
  } else {
    yield { type: 'part-start', index, part }
  }
  yield { type: 'part-end', index }
}

/** The part as it is before its content. A redacted thought has nothing but its signature, which is there at once. */
function emptied(part: TextPart | Extract<Part, { type: 'refusal' | 'reasoning' }>): Part {
  if (part.type === 'reasoning') return part.redacted ? part : { ...part, text: '', signature: null }
  if (part.type === 'refusal') return { ...part, text: '' }
  return { type: 'text', text: '', ...(part.extras && { extras: part.extras }) }
}
