import { isRecord } from '../ir/metering'
import type { Part } from '../ir/parts'
import { listOf, recordOf, textOf } from '../ir/read-fields'
import type { Fields } from '../ir/read-fields'
import { CONTENT_MARK, decodeCitation } from './decode-content'
import { decodeCall, decodeReasoning, unknownItem } from './decode-item'
import { completePart, endPart, growPart, startPart, wholePart } from './decoder-state'
import type { DecoderState, OpenItem, OpenPart } from './decoder-state'
import { ownExtras, readOwn, restOf } from './own-extras'

/** The slot of items that are one part. */
const WHOLE = ''

const CALL_TYPES: ReadonlySet<unknown> = new Set(['function_call', 'custom_tool_call'])

/** An item has been announced. Calls begin at once; messages and thoughts with their first word. */
export function openItem(state: DecoderState, item: OpenItem): void {
  const { type, call_id: callId } = item.fields
  // Without its id a call cannot be answered: it then begins when its item is complete.
  if (!CALL_TYPES.has(type) || typeof callId !== 'string' || callId === '' || item.parts.has(WHOLE)) return
  const call = decodeCall(item.fields, String(type))
  if (call === null) return
  const part = startPart(state, item, WHOLE, { ...call, arguments: '' })
  if (call.arguments !== '') growPart(state, part, WHOLE, call.arguments)
}

/** The part of a message with this content index, begun if it is not yet. */
export function contentPart(state: DecoderState, item: OpenItem, slot: string, type: string): OpenPart {
  const extras = partExtras(item, item.parts.size === 0, {})
  return (
    item.parts.get(slot) ??
    startPart(
      state,
      item,
      slot,
      type === 'refusal' ? { type: 'refusal', text: '', extras } : { type: 'text', text: '', extras },
    )
  )
}

/** @param rest of the content part, beyond what the IR has */
const partExtras = (item: OpenItem, first: boolean, rest: Fields) =>
  ownExtras({
    part: rest,
    ...(first ? { item: restOf(item.fields, 'type', 'role', 'content', 'status') } : { joins: true }),
  })

export function reasoningPart(state: DecoderState, item: OpenItem): OpenPart {
  const { id } = item.fields
  return (
    item.parts.get(WHOLE) ??
    startPart(state, item, WHOLE, {
      type: 'reasoning',
      text: '',
      redacted: false,
      signature: null,
      extras: ownExtras({ item: { ...(id !== undefined && { id }) } }),
    })
  )
}

export const callPart = (item: OpenItem): OpenPart | null => item.parts.get(WHOLE) ?? null

/** The item is complete: say what has not been said of it, and end it. */
export function closeItem(state: DecoderState, item: OpenItem, fields: Fields): void {
  if (item.done) return
  item.done = true
  item.fields = fields
  const type = textOf(fields.type) ?? 'item'
  if (type === 'message') closeMessage(state, item)
  else if (type === 'reasoning') closeReasoning(state, item)
  else if (CALL_TYPES.has(type)) closeCall(state, item)
  else closeOther(state, item, type)
  for (const part of item.parts.values()) endPart(state, part)
}

function closeMessage(state: DecoderState, item: OpenItem): void {
  if (item.fields.role !== undefined && item.fields.role !== 'assistant') {
    wholePart(state, unknownItem(item.fields, 'message'))
    return
  }
  for (const [at, content] of listOf(item.fields.content).entries())
    if (isRecord(content)) closeContent(state, item, String(at), content)
}

export function closeContent(state: DecoderState, item: OpenItem, slot: string, content: Fields): void {
  const type = textOf(content.type) ?? 'text'
  const text = textOf(content.text) ?? textOf(content.refusal)
  if (text === null) {
    if (!item.parts.has(slot)) wholePart(state, unknownItem(content, `${CONTENT_MARK}${type}`))
    return
  }
  const part = contentPart(state, item, slot, type)
  completePart(state, part, WHOLE, text)
  addCitations(state, part, listOf(content.annotations))
  const first = item.parts.keys().next().value === slot
  endPart(state, part, partExtras(item, first, restOf(content, 'type', 'text', 'refusal', 'annotations')))
}

/** Those that were not told of one by one. */
function addCitations(state: DecoderState, part: OpenPart, annotations: readonly unknown[]): void {
  for (const annotation of annotations.slice(part.citations)) addCitation(state, part, annotation)
}

export function addCitation(state: DecoderState, part: OpenPart, annotation: unknown): void {
  if (part.ended) return
  part.citations += 1
  state.said.push({ type: 'citation', index: part.index, citation: decodeCitation(annotation) })
}

function closeReasoning(state: DecoderState, item: OpenItem): void {
  const part = reasoningPart(state, item)
  const { signature, extras } = decodeReasoning(item.fields)
  for (const [kind, segments] of [
    ['summary', listOf(item.fields.summary)],
    ['content', listOf(item.fields.content)],
  ] as const)
    for (const [at, segment] of segments.entries())
      completePart(state, part, `${kind}.${String(at)}`, textOf(recordOf(segment).text) ?? '')
  if (signature) state.said.push({ type: 'signature', index: part.index, signature })
  endPart(state, part, extras)
}

function closeCall(state: DecoderState, item: OpenItem): void {
  const type = String(item.fields.type)
  const call =
    decodeCall(item.fields, type) ?? decodeCall({ ...item.fields, id: `call_${state.parts}` }, type)
  if (call === null) {
    if (!item.parts.has(WHOLE)) wholePart(state, unknownItem(item.fields, type))
    return
  }
  const part = item.parts.get(WHOLE) ?? startPart(state, item, WHOLE, { ...call, arguments: '' })
  completePart(state, part, WHOLE, call.arguments)
  endPart(state, part, ownExtras({ item: recordOf(readOwn(call.extras).item) }))
}

/** Hosted tools' calls and results, and calls of the client's built-in tools. */
function closeOther(state: DecoderState, item: OpenItem, type: string): void {
  const call: Part | null = decodeCall(item.fields, type)
  if (call === null) {
    wholePart(state, unknownItem(item.fields, type))
    return
  }
  const part = startPart(state, item, WHOLE, { ...call, arguments: '' })
  growPart(state, part, WHOLE, call.arguments)
  endPart(state, part)
}
