import type { Warn } from '../ir/codec'
import type { Part, ReasoningPart, TextPart, ToolCallPart, ToolResultPart } from '../ir/parts'
import { recordOf, textOf } from '../ir/read-fields'
import type { Fields } from '../ir/read-fields'
import type { Turn } from '../ir/request'
import { encodeContentPart, isContent } from './encode-content'
import { readOwn, hasOwn } from './own-extras'

/** A message that further parts of the same turn may still join. */
interface OpenMessage {
  readonly fields: Fields
  readonly content: Fields[]
  /** It came with its content as a string. */
  readonly asString: boolean
}

/** The items of all turns, in order.
 * @param own they came in this dialect, and go as they came */
export function encodeTurns(turns: readonly Turn[], own: boolean, warn: Warn): Fields[] {
  const items = turns.flatMap((turn) => encodeParts(turn.parts, turn.role, warn))
  return own ? items : withoutLoneReasoning(items, warn)
}

/** Instructions that came as messages, back to messages. */
export const encodeSystemMessages = (parts: readonly TextPart[], warn: Warn): Fields[] =>
  encodeParts(parts, 'system', warn)

function encodeParts(parts: readonly Part[], role: Turn['role'], warn: Warn): Fields[] {
  const said: (OpenMessage | Fields)[] = []
  let open: OpenMessage | null = null
  for (const part of parts) {
    if (!isContent(part)) {
      const item = encodeItem(part, warn)
      if (item === null) continue
      said.push(item)
      open = null
      continue
    }
    const content = encodeContentPart(part, role, warn)
    if (content === null) continue
    const own: Readonly<Fields> = part.type === 'unknown' ? { joins: true } : readOwn(part.extras)
    if (open === null || own.item !== undefined || own.input === true) {
      open = openMessage(own, role)
      said.push(open)
    }
    open.content.push(content)
  }
  return said.map((entry) => (isOpenMessage(entry) ? closedMessage(entry) : entry))
}

const isOpenMessage = (entry: OpenMessage | Fields): entry is OpenMessage =>
  'asString' in entry && 'content' in entry && 'fields' in entry

const openMessage = (own: Readonly<Fields>, role: Turn['role']): OpenMessage => ({
  fields: {
    ...(own.easy !== true && { type: 'message' }),
    role: role === 'system' ? (textOf(own.role) ?? 'developer') : role,
    ...recordOf(own.item),
  },
  content: [],
  asString: own.string === true,
})

function closedMessage({ fields, content, asString }: OpenMessage): Fields {
  const [only] = content
  const text = asString && content.length === 1 ? textOf(only?.text) : null
  return { ...fields, content: text ?? content }
}

function encodeItem(part: Part, warn: Warn): Fields | null {
  switch (part.type) {
    case 'reasoning':
      return reasoningItem(part, warn)
    case 'tool_call':
      return callItem(part)
    case 'tool_result':
      return resultItem(part, warn)
    case 'unknown':
      return recordOf(part.raw)
    default:
      return null
  }
}

/** Without its signature or the id under which the provider keeps it, a thought is nothing to the provider. */
function reasoningItem(part: ReasoningPart, warn: Warn): Fields | null {
  const own = readOwn(part.extras).item
  if (part.signature?.dialect !== 'codex-responses' && own === undefined) {
    if (part.text !== '') warn('dropped_reasoning', 'thoughts of another provider cannot be sent to this one')
    return null
  }
  const encrypted = part.signature?.dialect === 'codex-responses' ? part.signature.value : null
  return {
    type: 'reasoning',
    summary: part.text === '' ? [] : [{ type: 'summary_text', text: part.text }],
    ...(encrypted !== null && { encrypted_content: encrypted }),
    ...recordOf(own),
  }
}

function callItem(part: ToolCallPart): Fields {
  const own = readOwn(part.extras)
  if (own.raw !== undefined) return recordOf(own.raw)
  return { ...callFields(part, part.arguments), ...recordOf(own.item) }
}

/** What a call says wherever it stands. No arguments are an empty object: OpenAI refuses an empty text. */
export const callFields = ({ kind, id, name, namespace }: ToolCallPart, text: string): Fields => ({
  type: kind === 'function' ? 'function_call' : 'custom_tool_call',
  call_id: id,
  name,
  ...(namespace !== null && { namespace }),
  ...(kind === 'function' ? { arguments: text === '' ? '{}' : text } : { input: text }),
})

function resultItem(part: ToolResultPart, warn: Warn): Fields {
  const own = readOwn(part.extras)
  if (own.raw !== undefined) return recordOf(own.raw)
  return {
    type: part.kind === 'function' ? 'function_call_output' : 'custom_tool_call_output',
    call_id: part.callId,
    output: outputOf(part, own, warn),
    ...recordOf(own.item),
  }
}

/** A text alone goes as a string, which every backend takes. There is no word for a failure but the text itself. */
function outputOf(part: ToolResultPart, own: Readonly<Fields>, warn: Warn): unknown {
  const texts = part.content
    .filter(({ type }) => type === 'text')
    .map((text) => ('text' in text ? text.text : ''))
  const isText = texts.length === part.content.length
  const prefix = part.isError && !/^\s*error/i.test(texts[0] ?? '') ? 'Error: ' : ''
  if (own.string === true || (isText && !hasOwn(part.extras))) return prefix + texts.join('\n')
  const content = part.content.flatMap((inner) => {
    const encoded = encodeContentPart(inner, 'user', warn)
    return encoded === null ? [] : [encoded]
  })
  return prefix === '' ? content : [{ type: 'input_text', text: prefix.trim() }, ...content]
}

/** OpenAI refuses a thought that what it led to does not follow. Only an interrupted turn has one. */
function withoutLoneReasoning(items: readonly Fields[], warn: Warn): Fields[] {
  const kept: Fields[] = []
  let followed = false
  for (const item of items.toReversed()) {
    if (item.type !== 'reasoning') followed = !isClients(item)
    if (item.type !== 'reasoning' || followed) kept.push(item)
    else warn('dropped_reasoning', 'a thought that nothing followed was left out')
  }
  return kept.reverse()
}

const isClients = ({ type, role }: Fields): boolean =>
  (role !== undefined && role !== 'assistant') || (typeof type === 'string' && type.endsWith('_output'))
