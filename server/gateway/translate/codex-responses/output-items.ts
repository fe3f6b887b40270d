import type { Citation, MediaPart, Part, ReasoningPart, ToolCallPart, UnknownPart } from '../ir/parts'
import { recordOf, textOf } from '../ir/read-fields'
import type { Fields } from '../ir/read-fields'
import { sealSignature } from '../ir/signature'
import type { Signature } from '../ir/signature'
import { CONTENT_MARK } from './decode-content'
import { encodeCitation } from './encode-content'
import { callFields } from './encode-items'
import { readOwn } from './own-extras'

/** How events get out: an event's own members, without its number. */
export type Emit = (type: string, members: Fields) => void

/** One output item that is being written. It says its own events; what it amounts to is `done`'s result. */
export interface OpenOutput {
  grow(text: string): void
  cite(citation: Citation): void
  sign(signature: Signature): void
  /** The part has ended. */
  endPart(): void
  /** Another part for the same item; only messages take one. */
  addPart(part: Part): void
  readonly takesParts: boolean
  /** The item has ended. @returns null for one that had nothing to say and was never begun */
  done(cut: boolean): Fields | null
}

interface Place {
  readonly id: string
  readonly index: number
  readonly emit: Emit
}

const nothing = (): void => undefined

/** The item that a part begins; null for what the protocol has no item for. */
export function openOutput(part: Part, stem: string, index: number, emit: Emit): OpenOutput | null {
  const own = readOwn('extras' in part ? part.extras : undefined)
  const kept = recordOf(own.item)
  const place = (prefix: string): Place => ({
    id: textOf(kept.id) ?? `${prefix}_${stem}_${String(index)}`,
    index,
    emit,
  })
  switch (part.type) {
    case 'text':
    case 'refusal':
      return openMessage(part, kept, place('msg'))
    case 'reasoning':
      return openReasoning(part, kept, place('rs'))
    case 'tool_call':
      if (own.raw !== undefined) return wholeItem(recordOf(own.raw), place('item'))
      return openCall(part, kept, place(part.kind === 'function' ? 'fc' : 'ctc'))
    case 'image':
      return part.source.kind === 'base64'
        ? wholeItem({ ...imageItem(part.source.data), id: place('ig').id }, place('ig'))
        : openNote(part, place('msg'))
    case 'document':
    case 'audio':
    case 'video':
      return openNote(part, place('msg'))
    case 'unknown':
      return part.dialect === 'codex-responses'
        ? wholeItem(unknownFields(part, place('msg').id), place('item'))
        : null
    default:
      return null
  }
}

/** The protocol has no item for it, but the reader should know that something was there. */
function openNote({ type, name, source }: MediaPart, place: Place): OpenOutput {
  const message = openMessage({ type: 'text', text: '' }, {}, place)
  const what =
    source.kind === 'url' ? source.url : [name, 'left out'].filter((word) => word !== null).join(', ')
  message.grow(`[${type}: ${what}]`)
  return message
}

/** A kind of content that nobody knows still stands in a message. */
const unknownFields = ({ name, raw }: UnknownPart, id: string): Fields =>
  name.startsWith(CONTENT_MARK)
    ? { id, type: 'message', role: 'assistant', status: 'completed', content: [raw] }
    : recordOf(raw)

const imageItem = (data: string): Fields => ({
  type: 'image_generation_call',
  status: 'completed',
  result: data,
})

function wholeItem(item: Fields, { index, emit }: Place): OpenOutput {
  emit('response.output_item.added', { output_index: index, item })
  return {
    ...INERT,
    done: () => {
      emit('response.output_item.done', { output_index: index, item })
      return item
    },
  }
}

const INERT = {
  grow: nothing,
  cite: nothing,
  sign: nothing,
  endPart: nothing,
  addPart: nothing,
  takesParts: false,
}

type WordsPart = Extract<Part, { type: 'text' | 'refusal' }>
const isWords = (part: Part): part is WordsPart => part.type === 'text' || part.type === 'refusal'

/** @see https://platform.openai.com/docs/api-reference/responses-streaming/response/output_text */
function openMessage(first: WordsPart, kept: Fields, { id, index, emit }: Place): OpenOutput {
  const content: Fields[] = []
  let kind: WordsPart['type'] | null = null
  let text = ''
  let annotations: unknown[] = []
  const head = { id, type: 'message', role: 'assistant', ...kept }
  const at = () => ({ item_id: id, output_index: index, content_index: content.length })
  const partFields = (): Fields =>
    kind === 'refusal'
      ? { type: 'refusal', refusal: text }
      : { type: 'output_text', annotations: [...annotations], logprobs: [], text }

  const addPart = (part: Part): void => {
    if (!isWords(part)) return
    kind = part.type
    text = ''
    annotations = []
    emit('response.content_part.added', { ...at(), part: partFields() })
  }
  const endPart = (): void => {
    if (kind === null) return
    if (kind === 'refusal') emit('response.refusal.done', { ...at(), refusal: text })
    else emit('response.output_text.done', { ...at(), text, logprobs: [] })
    const part = partFields()
    emit('response.content_part.done', { ...at(), part })
    content.push(part)
    kind = null
  }

  emit('response.output_item.added', {
    output_index: index,
    item: { ...head, status: 'in_progress', content: [] },
  })
  addPart(first)
  return {
    sign: nothing,
    takesParts: true,
    addPart,
    endPart,
    grow: (delta) => {
      text += delta
      if (kind === 'refusal') emit('response.refusal.delta', { ...at(), delta })
      else emit('response.output_text.delta', { ...at(), delta, logprobs: [] })
    },
    cite: (citation) => {
      for (const annotation of encodeCitation(citation, text.length)) {
        emit('response.output_text.annotation.added', {
          ...at(),
          annotation_index: annotations.length,
          annotation,
        })
        annotations.push(annotation)
      }
    },
    done: (cut) => {
      endPart()
      const item = { ...head, status: cut ? 'incomplete' : 'completed', content }
      emit('response.output_item.done', { output_index: index, item })
      return item
    },
  }
}

/** Thoughts are told as a summary, which is what clients show. One of another dialect's is begun when it has something to
 * say: without words and without a signature it is nothing. */
function openReasoning(part: ReasoningPart, kept: Fields, { id, index, emit }: Place): OpenOutput {
  let begun = false
  let text = ''
  let signature = part.signature
  const at = { item_id: id, output_index: index, summary_index: 0 }
  const summaryPart = () => ({ type: 'summary_text', text })
  const begin = (): void => {
    if (begun) return
    begun = true
    emit('response.output_item.added', { output_index: index, item: { id, type: 'reasoning', summary: [] } })
  }
  if (kept.id !== undefined) begin()
  return {
    ...INERT,
    grow: (delta) => {
      begin()
      if (text === '') emit('response.reasoning_summary_part.added', { ...at, part: summaryPart() })
      text += delta
      emit('response.reasoning_summary_text.delta', { ...at, delta })
    },
    sign: (given) => {
      signature = given
    },
    done: () => {
      if (!begun && !signature) return null
      begin()
      if (text !== '') {
        emit('response.reasoning_summary_text.done', { ...at, text })
        emit('response.reasoning_summary_part.done', { ...at, part: summaryPart() })
      }
      const item = {
        id,
        type: 'reasoning',
        summary: text === '' ? [] : [summaryPart()],
        ...(signature && { encrypted_content: sealSignature(signature, 'codex-responses') }),
      }
      emit('response.output_item.done', { output_index: index, item })
      return item
    },
  }
}

function openCall(part: ToolCallPart, kept: Fields, { id, index, emit }: Place): OpenOutput {
  let text = ''
  const at = { item_id: id, output_index: index }
  const isFunction = part.kind === 'function'
  const event = isFunction ? 'response.function_call_arguments' : 'response.custom_tool_call_input'
  const field = isFunction ? 'arguments' : 'input'
  const item = (status: string, whole: string): Fields => ({
    ...kept,
    id,
    ...callFields(part, whole),
    [field]: whole,
    status,
  })
  const grow = (delta: string): void => {
    text += delta
    emit(`${event}.delta`, { ...at, delta })
  }
  emit('response.output_item.added', { output_index: index, item: item('in_progress', '') })
  return {
    ...INERT,
    grow,
    done: (cut) => {
      // Clients parse what they have collected, and nothing is not JSON.
      if (isFunction && text === '') grow('{}')
      emit(`${event}.done`, { ...at, [field]: text })
      const whole = item(cut ? 'incomplete' : 'completed', text)
      emit('response.output_item.done', { output_index: index, item: whole })
      return whole
    },
  }
}
