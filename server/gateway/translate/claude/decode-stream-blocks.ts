import { GatewayError } from '#server/domain/errors'
import { isRecord } from '../ir/metering'
import type { Part } from '../ir/parts'
import type { Fields } from '../ir/read-fields'
import type { IrEvent } from '../ir/response'
import { decodeCitation } from './citations'
import { decodeBlock } from './decode-blocks'
import { callsIn } from './finish-reasons'
import type { Calls } from './finish-reasons'
import { ownSignature, withCallId } from './decode-response'

/** A block under way. What only Anthropic knows is told as a whole, so it waits for its end. */
type Open =
  | { readonly kind: 'growing'; readonly part: number; readonly type: Part['type'] }
  | { readonly kind: 'call'; readonly part: number; readonly input: unknown; said: boolean }
  | { readonly kind: 'held'; readonly part: number; readonly raw: Record<string, unknown>; input: string }

/** Blocks of one answer, as parts numbered from 0.
 * `whole`: a block that is complete. `calls`: of the client's tools. */
export interface BlockDecoder {
  name(messageId: string): void
  whole(block: unknown): IrEvent[]
  start(index: unknown, block: unknown): IrEvent[]
  delta(index: unknown, delta: unknown): IrEvent[]
  stop(index: unknown): IrEvent[]
  closeAll(): IrEvent[]
  calls(): Calls
}

export function createBlockDecoder(): BlockDecoder {
  const open = new Map<unknown, Open>()
  let messageId = 'msg'
  let next = 0
  let called: Calls = 'none'

  function begin(index: unknown, block: unknown): IrEvent[] {
    const named = withCallId(block, messageId, next)
    const part = partOf(named)
    if (part === null) return []
    const at = next
    next += 1
    if (part.type === 'unknown') {
      open.set(index, { kind: 'held', part: at, raw: { ...recordOf(part.raw) }, input: '' })
      return []
    }
    if (part.type === 'tool_call') {
      called = called === 'direct' ? called : callsIn([part])
      open.set(index, { kind: 'call', part: at, input: recordOf(named).input, said: false })
      return [{ type: 'part-start', index: at, part: { ...part, arguments: '' } }]
    }
    open.set(index, { kind: 'growing', part: at, type: part.type })
    return growingEvents(part, at)
  }

  function end(index: unknown, block: Open): IrEvent[] {
    open.delete(index)
    const { part } = block
    const after: IrEvent = { type: 'part-end', index: part }
    switch (block.kind) {
      case 'growing':
        return [after]
      case 'call':
        // Some backends send the whole input with the start, and a call without arguments sends none.
        return block.said
          ? [after]
          : [{ type: 'arguments', index: part, text: inputText(block.input) }, after]
      case 'held':
        return [{ type: 'part-start', index: part, part: heldPart(block) }, after]
    }
  }

  function start(index: unknown, block: unknown): IrEvent[] {
    const before = open.get(index)
    return [...(before ? end(index, before) : []), ...begin(index, block)]
  }

  return {
    name: (id) => {
      messageId = id
    },
    start,
    whole(block) {
      const key = {}
      const begun = begin(key, block)
      const opened = open.get(key)
      return opened ? [...begun, ...end(key, opened)] : begun
    },
    delta(index, value) {
      if (!isRecord(value)) return []
      const block = open.get(index)
      if (block) return grow(block, value)
      // A text that nobody has opened is a text still.
      const implied = IMPLIED.get(value.type)
      if (!implied) return []
      const begun = start(index, implied)
      const opened = open.get(index)
      return opened ? [...begun, ...grow(opened, value)] : begun
    },
    stop(index) {
      const block = open.get(index)
      return block ? end(index, block) : []
    },
    closeAll: () => [...open].flatMap(([index, block]) => end(index, block)),
    calls: () => called,
  }
}

const IMPLIED: ReadonlyMap<unknown, Fields> = new Map<unknown, Fields>([
  ['text_delta', { type: 'text', text: '' }],
  ['thinking_delta', { type: 'thinking', thinking: '' }],
])

const recordOf = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {})

/** A block that is being opened may lack what is going to come. */
function partOf(block: unknown): Part | null {
  if (!isRecord(block)) return null
  const whole = {
    ...(block.type === 'text' && { text: '' }),
    ...(block.type === 'thinking' && { thinking: '' }),
    ...block,
  }
  try {
    return decodeBlock(whole, 'content_block', ownSignature)
  } catch (error) {
    if (error instanceof GatewayError) return null
    throw error
  }
}

/** The start of a part and, from backends that send it at once, its content. */
function growingEvents(part: Part, index: number): IrEvent[] {
  if (part.type === 'text') {
    const { citations, text, ...head } = part
    return [
      { type: 'part-start', index, part: { ...head, text: '' } },
      ...(text === '' ? [] : [{ type: 'text' as const, index, text }]),
      ...(citations ?? []).map((citation) => ({ type: 'citation' as const, index, citation })),
    ]
  }
  if (part.type === 'reasoning' && !part.redacted)
    return [
      { type: 'part-start', index, part: { ...part, text: '', signature: null } },
      ...(part.text === '' ? [] : [{ type: 'text' as const, index, text: part.text }]),
      ...(part.signature ? [{ type: 'signature' as const, index, signature: part.signature }] : []),
    ]
  return [{ type: 'part-start', index, part }]
}

function grow(block: Open, delta: Fields): IrEvent[] {
  switch (block.kind) {
    case 'growing':
      return grown(block.type, block.part, delta)
    case 'call': {
      const { type, partial_json: text } = delta
      if (type !== 'input_json_delta' || typeof text !== 'string' || text === '') return []
      block.said = true
      return [{ type: 'arguments', index: block.part, text }]
    }
    case 'held':
      hold(block, delta)
      return []
  }
}

function grown(type: Part['type'], index: number, delta: Fields): IrEvent[] {
  switch (delta.type) {
    case 'text_delta':
      return type === 'text' && typeof delta.text === 'string'
        ? [{ type: 'text', index, text: delta.text }]
        : []
    case 'thinking_delta':
      return type === 'reasoning' && typeof delta.thinking === 'string'
        ? [{ type: 'text', index, text: delta.thinking }]
        : []
    case 'signature_delta':
      return type === 'reasoning' && typeof delta.signature === 'string' && delta.signature !== ''
        ? [{ type: 'signature', index, signature: ownSignature(delta.signature) }]
        : []
    case 'citations_delta':
      return type === 'text' && isRecord(delta.citation)
        ? [{ type: 'citation', index, citation: decodeCitation(delta.citation) }]
        : []
    default:
      return []
  }
}

type Held = Extract<Open, { kind: 'held' }>

/** Pieces of a block that only Anthropic knows: its input in JSON, or members that grow. */
function hold(block: Held, delta: Fields): void {
  for (const [name, value] of Object.entries(delta)) {
    if (name === 'type' || typeof value !== 'string') continue
    if (name === 'partial_json') block.input += value
    else {
      const before = block.raw[name]
      block.raw[name] = typeof before === 'string' ? before + value : value
    }
  }
}

function heldPart({ raw, input }: Held): Part {
  const whole = input === '' ? raw : { ...raw, input: parsed(input) }
  return {
    type: 'unknown',
    dialect: 'claude',
    name: typeof raw.type === 'string' ? raw.type : '',
    raw: whole,
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return { _raw: text }
  }
}

const inputText = (input: unknown): string =>
  typeof input === 'string' && input !== '' ? input : JSON.stringify(isRecord(input) ? input : {})
