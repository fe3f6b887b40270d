import { isRecord } from '../ir/metering'
import type { Citation, Part, ReasoningPart, RefusalPart, TextPart, ToolCallPart } from '../ir/parts'
import type { Fields } from '../ir/read-fields'
import type { IrEvent } from '../ir/response'
import { sealSignature } from '../ir/signature'
import type { Signature } from '../ir/signature'
import { sseFrame } from '../ir/sse'
import { encodeCitation } from './citations'
import { encodeBlock } from './encode-blocks'
import { callsIn } from './finish-reasons'
import type { Calls } from './finish-reasons'

type BlockEvent = Extract<IrEvent, { index: number }>

export interface BlockEncoder {
  encode(event: BlockEvent): string
  /** End what is still open. */
  close(): string
  calls(): Calls
}

/** Parts as content blocks, numbered by what is really sent. */
export function createBlockEncoder(): BlockEncoder {
  const frames = createBlockFrames()
  let open: BlockWriter | null = null
  let called: Calls = 'none'

  function close(): string {
    const said = open?.close() ?? ''
    open = null
    return said
  }

  function start(part: Part): string {
    const before = close()
    if (part.type === 'tool_call' && called !== 'direct') called = callsIn([part])
    const block = wholeBlock(part)
    if (block)
      return (
        before + frames.begin(block.head) + (block.delta ? frames.delta(block.delta) : '') + frames.stop()
      )
    if (!isGrowing(part)) return before
    open = createBlockWriter(frames, part)
    return before + open.start()
  }

  function encode(event: BlockEvent): string {
    if (event.type === 'part-start') return start(event.part)
    switch (event.type) {
      case 'text':
      case 'arguments':
        return open?.text(event.text) ?? ''
      case 'citation':
        return open?.citation(event.citation) ?? ''
      case 'signature':
        open?.sign(event.signature)
        return ''
      case 'part-end':
        return close()
    }
  }

  return { encode, close, calls: () => called }
}

interface BlockFrames {
  readonly begin: (block: Fields) => string
  readonly delta: (fields: Fields) => string
  readonly stop: () => string
}

function createBlockFrames(): BlockFrames {
  let index = 0
  const frame = (type: string, fields: Fields) => sseFrame(type, { type, index, ...fields })
  return {
    begin: (block) => frame('content_block_start', { content_block: block }),
    // By far the most frequent frame.
    delta: (delta) => sseFrame('content_block_delta', { type: 'content_block_delta', index, delta }),
    stop() {
      const said = frame('content_block_stop', {})
      index += 1
      return said
    },
  }
}

type GrowingPart = TextPart | RefusalPart | ReasoningPart | ToolCallPart
const isGrowing = (part: Part): part is GrowingPart =>
  part.type === 'text' || part.type === 'refusal' || part.type === 'reasoning' || part.type === 'tool_call'

interface BlockWriter {
  start(): string
  text(added: string): string
  citation(citation: Citation): string
  sign(signature: Signature): void
  close(): string
}

/** One part that grows. Its block is begun only when there is something to put into it, since an empty text before a call
 * is an error to clients. */
function createBlockWriter({ begin, delta, stop }: BlockFrames, part: GrowingPart): BlockWriter {
  let begun = false
  /** A high surrogate that waits for its other half: alone it is no character. */
  let half = ''
  let signature = part.type === 'reasoning' ? part.signature : null

  function inBlock(fields: Fields): string {
    const head = begun ? '' : begin(emptyBlock(part))
    begun = true
    return head + delta(fields)
  }

  function text(added: string): string {
    const all = half + added
    const cut = /[\uD800-\uDBFF]$/.test(all) ? all.length - 1 : all.length
    half = all.slice(cut)
    return cut === 0 ? '' : inBlock(textDelta(part, all.slice(0, cut)))
  }

  /** A signature comes last in its thought, and a redacted thought is nothing but one. */
  function signed(): string {
    if (part.type !== 'reasoning' || !signature) return ''
    const sealed = sealSignature(signature, 'claude')
    if (!part.redacted) return inBlock({ type: 'signature_delta', signature: sealed })
    begun = true
    return begin({ type: 'redacted_thinking', data: sealed, ...part.extras?.claude })
  }

  return {
    start() {
      if (part.type !== 'tool_call') return text(part.text)
      // Anthropic's own first piece of an input is empty, too.
      const first = inBlock({ type: 'input_json_delta', partial_json: isFreeForm(part) ? '{"input":"' : '' })
      return first + text(part.arguments)
    },
    text,
    citation(citation) {
      const encoded = part.type === 'text' ? encodeCitation(citation) : null
      return encoded ? inBlock({ type: 'citations_delta', citation: encoded }) : ''
    },
    sign(value) {
      signature = value
    },
    close() {
      const rest = half === '' ? '' : inBlock(textDelta(part, half))
      const last = isFreeForm(part) ? inBlock({ type: 'input_json_delta', partial_json: '"}' }) : signed()
      return begun ? rest + last + stop() : ''
    },
  }
}

const isFreeForm = (part: Part): boolean => part.type === 'tool_call' && part.kind === 'custom'

/** A block as it is before its content. */
function emptyBlock(part: GrowingPart): Fields {
  const own = part.extras?.claude
  switch (part.type) {
    case 'text':
    case 'refusal':
      return { type: 'text', text: '', ...own }
    case 'reasoning':
      return { type: 'thinking', thinking: '', signature: '', ...own }
    case 'tool_call':
      return { type: 'tool_use', id: part.id, name: part.name, input: {}, ...own }
  }
}

function textDelta(part: GrowingPart, text: string): Fields {
  if (part.type === 'reasoning') return { type: 'thinking_delta', thinking: text }
  if (part.type !== 'tool_call') return { type: 'text_delta', text }
  // Free text goes into a JSON string piece by piece.
  return {
    type: 'input_json_delta',
    partial_json: isFreeForm(part) ? JSON.stringify(text).slice(1, -1) : text,
  }
}

interface WholeBlock {
  readonly head: Fields
  readonly delta?: Fields
}

/** A part that does not grow. The input of one that only Anthropic knows, and the content of a compaction, come as deltas
 * do; a picture is told of in words. */
function wholeBlock(part: Part): WholeBlock | null {
  const block = isGrowing(part) ? null : encodeBlock(part)
  if (!block) return null
  const { type, input, content, text } = block
  if (isRecord(input))
    return {
      head: { ...block, input: {} },
      delta: { type: 'input_json_delta', partial_json: JSON.stringify(input) },
    }
  if (type === 'compaction' && typeof content === 'string')
    return { head: { ...block, content: null }, delta: { type: 'compaction_delta', content } }
  if (type === 'text') return { head: { ...block, text: '' }, delta: { type: 'text_delta', text } }
  return { head: block }
}
