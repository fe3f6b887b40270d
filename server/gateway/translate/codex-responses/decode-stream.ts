import type { SseFrame, StreamDecoder } from '../ir/codec'
import { isRecord } from '../ir/metering'
import { listOf, recordOf, textOf } from '../ir/read-fields'
import type { Fields } from '../ir/read-fields'
import type { IrEvent } from '../ir/response'
import { decodeToldError } from './decode-error'
import {
  addCitation,
  callPart,
  closeContent,
  closeItem,
  contentPart,
  openItem,
  reasoningPart,
} from './decode-output'
import { completePart, endPart, growPart, newDecoderState } from './decoder-state'
import type { DecoderState, OpenItem, OpenPart } from './decoder-state'
import { decodeFinish, NOTHING_HELD } from './finish-reasons'
import { mapResponsesUsage } from './map-usage'
import { ownExtras, restOf } from './own-extras'

/** Reads a stream of Responses. Nothing depends on the deltas: what only a `.done` event, only an item or only the closing
 * response tells is said then. @see https://platform.openai.com/docs/api-reference/responses-streaming */
export function createStreamDecoder(): StreamDecoder {
  const state = newDecoderState()
  return {
    feed: (frame) => {
      if (!state.ended) readFrame(state, frame)
      return taken(state)
    },
    finish: () => [],
  }
}

function taken(state: DecoderState): IrEvent[] {
  const { said } = state
  state.said = []
  return said
}

type Reader = (state: DecoderState, data: Fields) => void

const READERS: Readonly<Record<string, Reader>> = {
  'response.created': (state, data) => begin(state, recordOf(data.response)),
  'response.queued': (state, data) => begin(state, recordOf(data.response)),
  'response.in_progress': (state, data) => begin(state, recordOf(data.response)),
  'response.output_item.added': (state, data) => openItem(state, itemFor(state, data, recordOf(data.item))),
  'response.output_item.done': (state, data) => {
    const fields = recordOf(data.item)
    closeItem(state, itemFor(state, data, fields), fields)
  },
  'response.content_part.added': (state, data) => {
    const item = itemFor(state, data, { type: 'message' })
    const type = recordOf(data.part).type
    if (item.fields.type === 'message' && (type === 'output_text' || type === 'refusal'))
      contentPart(state, item, slotOf(data), type)
  },
  'response.content_part.done': (state, data) => {
    const item = itemFor(state, data, { type: 'message' })
    if (item.fields.type === 'message') closeContent(state, item, slotOf(data), recordOf(data.part))
  },
  'response.output_text.delta': (state, data) => growContent(state, data, 'output_text', data.delta),
  'response.output_text.done': (state, data) => completeContent(state, data, 'output_text', data.text),
  'response.refusal.delta': (state, data) => growContent(state, data, 'refusal', data.delta),
  'response.refusal.done': (state, data) => completeContent(state, data, 'refusal', data.refusal),
  'response.output_text.annotation.added': (state, data) =>
    addCitation(state, textPart(state, data, 'output_text'), data.annotation),
  'response.reasoning_summary_text.delta': (state, data) => growThought(state, data, 'summary'),
  'response.reasoning_summary_text.done': (state, data) => completeThought(state, data, 'summary'),
  'response.reasoning_text.delta': (state, data) => growThought(state, data, 'content'),
  'response.reasoning_text.done': (state, data) => completeThought(state, data, 'content'),
  'response.function_call_arguments.delta': (state, data) => growCall(state, data),
  'response.function_call_arguments.done': (state, data) => completeCall(state, data, data.arguments),
  'response.custom_tool_call_input.delta': (state, data) => growCall(state, data),
  'response.custom_tool_call_input.done': (state, data) => completeCall(state, data, data.input),
  'response.completed': (state, data) => end(state, recordOf(data.response), 'completed'),
  'response.done': (state, data) => end(state, recordOf(data.response), 'completed'),
  'response.incomplete': (state, data) => end(state, recordOf(data.response), 'incomplete'),
  'response.failed': (state, data) => fail(state, recordOf(data.response)),
  'response.cancelled': (state, data) => fail(state, recordOf(data.response)),
  error: (state, data) => fail(state, data),
  keepalive: (state) => void state.said.push({ type: 'ping' }),
}

function readFrame(state: DecoderState, { name, data }: SseFrame): void {
  if (!isRecord(data)) return
  const type = textOf(data.type) ?? name ?? (isRecord(data.error) ? 'error' : '')
  if (Object.hasOwn(READERS, type)) READERS[type]?.(state, data)
}

function begin(state: DecoderState, response: Fields): void {
  if (state.started) return
  state.started = true
  state.said.push({
    type: 'start',
    id: textOf(response.id),
    model: textOf(response.model),
    extras: responseExtras(response),
  })
}

const TAKEN = ['id', 'model', 'output', 'usage', 'incomplete_details']

/** What the response says beyond the IR, under its own names. A status without an end is one of those. */
const responseExtras = (response: Fields) =>
  ownExtras(restOf(response, ...TAKEN, ...(decodeFinish(response, NOTHING_HELD) ? ['status'] : [])))

/** The item that an event is about: by its index, by its id, or the one under way. An index tells more than an id: there
 * are backends with another id in each event, and some that call every item the first. */
function itemFor(state: DecoderState, data: Fields, fields: Fields): OpenItem {
  begin(state, {})
  if (typeof data.output_index === 'number') state.indexed = true
  const id = textOf(data.item_id) ?? idOf(fields)
  const key = typeof data.output_index === 'number' ? indexKey(data.output_index) : id
  const known = key === null ? state.items.at(-1) : state.current.get(key)
  const another = known?.done === true && (key === null || (id !== null && id !== idOf(known.fields)))
  if (known && !another) return known
  const item = newItem(state, fields)
  if (key !== null) state.current.set(key, item)
  return item
}

function newItem(state: DecoderState, fields: Fields): OpenItem {
  const item: OpenItem = { fields, parts: new Map(), done: false }
  state.items.push(item)
  return item
}

const indexKey = (index: number): string => `#${index}`
const idOf = (fields: Fields): string | null => textOf(fields.id) ?? textOf(fields.call_id)

const slotOf = (data: Fields): string =>
  String(typeof data.content_index === 'number' ? data.content_index : 0)

const textPart = (state: DecoderState, data: Fields, type: string): OpenPart =>
  contentPart(state, itemFor(state, data, { type: 'message' }), slotOf(data), type)

function growContent(state: DecoderState, data: Fields, type: string, piece: unknown): void {
  if (typeof piece === 'string') growPart(state, textPart(state, data, type), '', piece)
}

function completeContent(state: DecoderState, data: Fields, type: string, full: unknown): void {
  if (typeof full === 'string') completePart(state, textPart(state, data, type), '', full)
}

const thoughtPart = (state: DecoderState, data: Fields): OpenPart =>
  reasoningPart(state, itemFor(state, data, { type: 'reasoning' }))

function segmentOf(data: Fields, kind: 'summary' | 'content'): string {
  const at = kind === 'summary' ? data.summary_index : data.content_index
  return `${kind}.${String(typeof at === 'number' ? at : 0)}`
}

function growThought(state: DecoderState, data: Fields, kind: 'summary' | 'content'): void {
  if (typeof data.delta !== 'string') return
  growPart(state, thoughtPart(state, data), segmentOf(data, kind), data.delta)
}

function completeThought(state: DecoderState, data: Fields, kind: 'summary' | 'content'): void {
  if (typeof data.text !== 'string') return
  completePart(state, thoughtPart(state, data), segmentOf(data, kind), data.text)
}

/** Arguments of a call whose name is not known yet come again with its item. */
function growCall(state: DecoderState, data: Fields): void {
  const part = callPart(itemFor(state, data, {}))
  if (part && typeof data.delta === 'string') growPart(state, part, '', data.delta)
}

function completeCall(state: DecoderState, data: Fields, full: unknown): void {
  const part = callPart(itemFor(state, data, {}))
  if (part && typeof full === 'string') completePart(state, part, '', full)
}

/** @param status where the response itself says none */
function end(state: DecoderState, response: Fields, status: string): void {
  if (response.status === 'failed' || response.status === 'cancelled') {
    fail(state, response)
    return
  }
  begin(state, response)
  closeRest(state, listOf(response.output))
  if (isRecord(response.usage)) state.said.push({ type: 'usage', usage: mapResponsesUsage(response.usage) })
  const finish = decodeFinish({ ...response, status: response.status ?? status }, state)
  if (finish) state.said.push({ type: 'finish', finish })
  state.said.push({ type: 'end', extras: responseExtras(response) })
  state.ended = true
}

/** Items that only the closing response tells, whole or their end. */
function closeRest(state: DecoderState, output: readonly unknown[]): void {
  const seen = [...state.items]
  for (const [at, fields] of output.entries()) {
    if (!isRecord(fields)) continue
    const id = idOf(fields)
    const known =
      seen.find((item) => id !== null && idOf(item.fields) === id) ??
      (state.indexed ? state.current.get(indexKey(at)) : id === null ? seen[at] : undefined)
    closeItem(state, known ?? newItem(state, fields), fields)
  }
  for (const item of state.items) for (const part of item.parts.values()) endPart(state, part)
}

function fail(state: DecoderState, data: Fields): void {
  begin(state, data)
  state.said.push({ type: 'error', error: decodeToldError(data) })
  state.ended = true
}
