import type { Warn } from '../ir/codec'
import { isRecord } from '../ir/metering'
import type { Part, ReasoningPart, TextPart, ToolCallPart, ToolResultPart } from '../ir/parts'
import type { Fields } from '../ir/read-fields'
import type { Turn } from '../ir/request'
import { encodeOwnCitations } from './citations'
import { encodeMedia, leftOut } from './encode-media'

export interface Message {
  readonly role: string
  readonly content: readonly Fields[]
}

/** The conversation. A system turn of another dialect becomes a user's text in the tag that Claude knows for such. */
export function encodeTurns(turns: readonly Turn[], warn: Warn): Message[] {
  const messages: Message[] = []
  let lastReminds = false
  for (const turn of turns) {
    const reminds = turn.role === 'system' && turn.extras?.claude === undefined
    const content = turn.parts.flatMap((part) => encodePart(reminds ? reminder(part) : part, turn.role, warn))
    if (content.length === 0) continue
    const last = messages.at(-1)
    // A reminder between a call and its result would part them: both go into one message, results first.
    const joins = last?.role === 'user' && (reminds || (lastReminds && turn.role === 'user'))
    if (joins)
      messages[messages.length - 1] = { ...last, content: resultsFirst([...last.content, ...content]) }
    else messages.push({ role: reminds ? 'user' : turn.role, content, ...turn.extras?.claude })
    lastReminds = reminds
  }
  return withFirstTurn(trimmed(messages), warn)
}

const reminder = (part: Part): Part =>
  part.type === 'text' ? { type: 'text', text: `<system-reminder>\n${part.text}\n</system-reminder>` } : part

const isResult = ({ type }: Fields) => type === 'tool_result'
const resultsFirst = (content: readonly Fields[]) => [
  ...content.filter(isResult),
  ...content.filter((block) => !isResult(block)),
]

/** A beginning of the answer must not end in white space. */
function trimmed(messages: readonly Message[]): readonly Message[] {
  const last = messages.at(-1)
  const block = last?.content.at(-1)
  if (last?.role !== 'assistant' || block?.type !== 'text' || typeof block.text !== 'string') return messages
  const text = block.text.trimEnd()
  const content = [...last.content.slice(0, -1), ...(text === '' ? [] : [{ ...block, text }])]
  return [...messages.slice(0, -1), ...(content.length > 0 ? [{ ...last, content }] : [])]
}

/** The user speaks first. */
function withFirstTurn(messages: readonly Message[], warn: Warn): Message[] {
  if (messages.length > 0 && messages[0]?.role !== 'assistant') return [...messages]
  warn('added_user_turn', 'Anthropic wants the user to speak first')
  return [{ role: 'user', content: [{ type: 'text', text: 'Begin.' }] }, ...messages]
}

function encodePart(part: Part, role: Turn['role'], warn: Warn): Fields[] {
  switch (part.type) {
    case 'text':
      return part.text === '' ? [] : [encodeText(part)]
    case 'refusal':
      return part.text === '' ? [] : [{ type: 'text', text: part.text }]
    case 'reasoning':
      return encodeReasoning(part, warn)
    case 'tool_call':
      return [encodeToolUse(part)]
    case 'tool_result':
      return [encodeToolResult(part, warn)]
    case 'unknown':
      if (part.dialect === 'claude' && isRecord(part.raw)) return [part.raw]
      warn('dropped_part', 'a part that only another provider knows was left out')
      return []
    default:
      if (role !== 'assistant') return [encodeMedia(part, warn)]
      warn(`dropped_${part.type}`, `Anthropic takes no ${part.type} in an assistant's turn`)
      return [leftOut(part)]
  }
}

function encodeText({ text, citations, extras }: TextPart): Fields {
  const own = encodeOwnCitations(citations ?? [])
  return { type: 'text', text, ...(own.length > 0 && { citations: own }), ...extras?.claude }
}

/** A thought without Anthropic's own signature cannot be replayed. */
function encodeReasoning({ text, redacted, signature, extras }: ReasoningPart, warn: Warn): Fields[] {
  if (signature?.dialect !== 'claude') {
    warn('dropped_reasoning', "a thought without Anthropic's signature was left out")
    return []
  }
  const own = extras?.claude
  if (redacted) return [{ type: 'redacted_thinking', data: signature.value, ...own }]
  return [{ type: 'thinking', thinking: text, signature: signature.value, ...own }]
}

export const encodeToolUse = (part: ToolCallPart): Fields => ({
  type: 'tool_use',
  id: toolId(part.id),
  name: part.name,
  input: inputOf(part),
  ...part.extras?.claude,
})

/** The protocol wants an object; what is none, because it was cut or is free text, is put into one. */
export function inputOf({ kind, arguments: text }: ToolCallPart): unknown {
  if (kind === 'custom') return { input: text }
  if (text.trim() === '') return {}
  try {
    const input: unknown = JSON.parse(text)
    return isRecord(input) ? input : { _raw: text }
  } catch {
    return { _raw: text }
  }
}

function encodeToolResult({ callId, isError, content, extras }: ToolResultPart, warn: Warn): Fields {
  const blocks = content.flatMap((part) => encodePart(part, 'user', warn))
  return {
    type: 'tool_result',
    tool_use_id: toolId(callId),
    ...(blocks.length > 0 && { content: blocks }),
    ...(isError && { is_error: true }),
    ...extras?.claude,
  }
}

const VALID_ID = /^[a-zA-Z0-9_-]+$/

/** The same odd id becomes the same valid one in the call and in its result. */
function toolId(id: string): string {
  if (VALID_ID.test(id)) return id
  let hash = 0x811c9dc5 // FNV-1a
  for (let at = 0; at < id.length; at += 1) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193)
  return `${id.replace(/[^a-zA-Z0-9_-]/g, '_')}_${(hash >>> 0).toString(36)}`
}
