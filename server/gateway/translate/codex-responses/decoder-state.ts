import type { Extras, Part } from '../ir/parts'
import type { Fields } from '../ir/read-fields'
import type { IrEvent } from '../ir/response'

/** One part of the answer that is growing. Lengths, not texts: what has gone out is not kept. */
export interface OpenPart {
  readonly index: number
  readonly growth: 'text' | 'arguments'
  /** How much of each segment has come in. Only reasoning has more than one. */
  readonly lengths: Map<string, number>
  /** Half of a character outside the basic plane, whose other half comes with the next piece. */
  held: string
  citations: number
  ended: boolean
}

/** One output item under way. */
export interface OpenItem {
  fields: Fields
  /** By content index; items of one part have it under ''. */
  readonly parts: Map<string, OpenPart>
  done: boolean
}

/** What is known of a stream so far. */
export interface DecoderState {
  /** Events for the caller of the moment. */
  said: IrEvent[]
  started: boolean
  ended: boolean
  parts: number
  /** In the order of their coming. */
  readonly items: OpenItem[]
  /** By output index, or by id where a backend gives no index. */
  readonly current: Map<string, OpenItem>
  /** Whether this backend numbers its items. */
  indexed: boolean
  calls: boolean
  refusal: boolean
}

export const newDecoderState = (): DecoderState => ({
  said: [],
  started: false,
  ended: false,
  parts: 0,
  items: [],
  current: new Map(),
  indexed: false,
  calls: false,
  refusal: false,
})

export function startPart(state: DecoderState, item: OpenItem, slot: string, part: Part): OpenPart {
  const index = state.parts
  state.parts += 1
  if (part.type === 'tool_call') state.calls = true
  if (part.type === 'refusal') state.refusal = true
  state.said.push({ type: 'part-start', index, part })
  const open: OpenPart = {
    index,
    growth: part.type === 'tool_call' ? 'arguments' : 'text',
    lengths: new Map(),
    held: '',
    citations: 0,
    ended: false,
  }
  item.parts.set(slot, open)
  return open
}

/** A part that is whole at once. */
export function wholePart(state: DecoderState, part: Part): void {
  const index = state.parts
  state.parts += 1
  state.said.push({ type: 'part-start', index, part }, { type: 'part-end', index })
}

/** @param segment which of several texts of the part this belongs to; a blank line goes between them */
export function growPart(state: DecoderState, part: OpenPart, segment: string, piece: string): void {
  if (part.ended) return
  const length = part.lengths.get(segment)
  const separator = length === undefined && part.lengths.size > 0 ? '\n\n' : ''
  part.lengths.set(segment, (length ?? 0) + piece.length)
  const text = part.held + separator + piece
  part.held = endsInHighSurrogate(text) ? text.slice(-1) : ''
  const whole = part.held === '' ? text : text.slice(0, -1)
  if (whole !== '') state.said.push({ type: part.growth, index: part.index, text: whole })
}

/** Some backends tell the text only when it is done: say what has not been said. */
export function completePart(state: DecoderState, part: OpenPart, segment: string, full: string): void {
  const length = part.lengths.get(segment)
  if (length === undefined || full.length > length) growPart(state, part, segment, full.slice(length ?? 0))
}

export function endPart(state: DecoderState, part: OpenPart, extras?: Extras): void {
  if (part.ended) return
  if (part.held !== '') state.said.push({ type: part.growth, index: part.index, text: part.held })
  part.held = ''
  part.ended = true
  state.said.push({ type: 'part-end', index: part.index, ...(extras && { extras }) })
}

function endsInHighSurrogate(text: string): boolean {
  const last = text.charCodeAt(text.length - 1)
  return last >= 0xd800 && last <= 0xdbff
}
