import type { Warn } from '../ir/codec'
import type { MediaPart, Part, TextPart, ToolResultPart, UnknownPart } from '../ir/parts'
import type { Fields } from '../ir/read-fields'
import type { IrRequest, Turn } from '../ir/request'
import { encodeCall } from './encode-call'

/** Claude Code's own accounting line, which means nothing to anybody else. */
const BILLING_LINE = 'x-anthropic-billing-header'

/** All turns as messages, instructions first. */
export function encodeMessages({ system, turns }: IrRequest, warn: Warn): Fields[] {
  return [...encodeSystem(system), ...resultsNext(turns.flatMap((turn) => encodeTurn(turn, warn)))]
}

/** Between calls and their results nothing may stand; other protocols let an instruction stand there. */
function resultsNext(messages: readonly Fields[]): Fields[] {
  const ordered: Fields[] = []
  let waiting: Fields[] = []
  for (const message of messages) {
    const called =
      waiting.length > 0 || ordered.at(-1)?.tool_calls !== undefined || ordered.at(-1)?.role === 'tool'
    if (message.role === 'tool') ordered.push(message)
    else if (called && isInstruction(message)) waiting.push(message)
    else {
      ordered.push(...waiting, message)
      waiting = []
    }
  }
  return [...ordered, ...waiting]
}

const isInstruction = ({ role }: Fields): boolean => role === 'system' || role === 'developer'

/** One message for instructions of another protocol; each of its own keeps its role. */
function encodeSystem(system: readonly TextPart[]): Fields[] {
  const said = system.filter(({ text }) => !text.startsWith(BILLING_LINE))
  if (said.length === 0) return []
  if (said.some(({ extras }) => extras?.['openai-chat'])) return said.map(instruction)
  return [{ role: 'system', content: said.map(({ text }) => text).join('\n\n') }]
}

const instruction = ({ text, extras }: TextPart): Fields => ({
  role: 'system',
  content: text,
  ...extras?.['openai-chat'],
})

function encodeTurn(turn: Turn, warn: Warn): Fields[] {
  if (turn.role === 'system') return turn.parts.filter((part) => part.type === 'text').map(instruction)
  return turn.role === 'assistant' ? [encodeAssistant(turn, warn)] : encodeUser(turn, warn)
}

/** Results are messages of their own, right behind the calls. Pictures in them cannot be said there, and follow in the
 * user's message. */
function encodeUser({ parts, extras }: Turn, warn: Warn): Fields[] {
  const results = parts.filter((part) => part.type === 'tool_result')
  const pictures = results.flatMap((result) =>
    isOwn(result) ? [] : result.content.filter((part) => part.type !== 'text'),
  )
  const rest = parts.filter((part) => part.type !== 'tool_result')
  const said = [...pictures, ...rest].flatMap((part) => encodePart(part, warn))
  const messages = results.map((result) => encodeResult(result, warn))
  if (said.length > 0) messages.push({ role: 'user', content: plainOr(said), ...extras?.['openai-chat'] })
  return messages
}

const isOwn = ({ extras }: ToolResultPart): boolean => extras?.['openai-chat'] !== undefined

function encodeResult(result: ToolResultPart, warn: Warn): Fields {
  const { callId, content, isError, extras } = result
  if (isOwn(result)) {
    const said = content.flatMap((part) => encodePart(part, warn))
    const whole = said.length === 0 ? '' : plainOr(said)
    return { role: 'tool', tool_call_id: callId, content: whole, ...extras?.['openai-chat'] }
  }
  const words = content.map((part) => (part.type === 'text' ? part.text : '[see the next message]'))
  return { role: 'tool', tool_call_id: callId, content: `${isError ? 'Error: ' : ''}${words.join('\n')}` }
}

/** A single text is said as a string, which every server takes. */
function plainOr(parts: readonly Fields[]): unknown {
  const [only] = parts
  const plain = parts.length === 1 && only?.type === 'text' && Object.keys(only).length === 2
  return plain ? only.text : parts
}

function encodePart(part: Part | UnknownPart, warn: Warn): Fields[] {
  switch (part.type) {
    case 'text':
      return [{ type: 'text', text: part.text, ...part.extras?.['openai-chat'] }]
    case 'refusal':
      return [{ type: 'refusal', refusal: part.text }]
    case 'unknown':
      return typeof part.raw === 'object' && part.raw !== null ? [{ ...part.raw }] : []
    case 'image':
    case 'document':
    case 'audio':
    case 'video':
      return encodeMedia(part, warn)
    default:
      return []
  }
}

function encodeMedia(part: MediaPart, warn: Warn): Fields[] {
  const { source, name } = part
  if (source.kind === 'text')
    return [{ type: 'text', text: name === null ? source.text : `${name}\n\n${source.text}` }]
  if (part.type === 'image') return [encodeImage(part)]
  if (part.type === 'audio' && source.kind === 'base64') {
    const format = source.mediaType.replace(/^audio\//, '')
    return [{ type: 'input_audio', input_audio: { data: source.data, format } }]
  }
  if (source.kind === 'file') return [{ type: 'file', file: { file_id: source.id } }]
  if (source.kind === 'url' || part.type !== 'document') {
    warn(`dropped_${part.type}`, `a ${part.type} of this form has no counterpart in Chat Completions`)
    return [{ type: 'text', text: source.kind === 'url' ? source.url : `[${part.type}]` }]
  }
  const file_data = `data:${source.mediaType};base64,${source.data}`
  return [{ type: 'file', file: { filename: name ?? 'document.pdf', file_data } }]
}

function encodeImage({ source, extras }: MediaPart): Fields {
  const url =
    source.kind === 'base64'
      ? `data:${source.mediaType};base64,${source.data}`
      : source.kind === 'url'
        ? source.url
        : ''
  return { type: 'image_url', image_url: { url, ...extras?.['openai-chat'] } }
}

function encodeAssistant({ parts, extras }: Turn, warn: Warn): Fields {
  const calls = parts.filter((part) => part.type === 'tool_call')
  const refusal = parts.find((part) => part.type === 'refusal')
  const said = parts
    .filter((part) => part.type !== 'tool_call' && part.type !== 'reasoning' && part.type !== 'refusal')
    .flatMap((part) => encodePart(part, warn))
  return {
    role: 'assistant',
    content: said.length === 0 ? null : textOf(said),
    ...encodeThoughts(parts),
    ...(refusal && { refusal: refusal.text }),
    ...(calls.length > 0 && { tool_calls: calls.map(encodeCall) }),
    ...extras?.['openai-chat'],
  }
}

/** Thoughts go only to where they came from: most servers know no field for them, and some refuse a request with one. */
function encodeThoughts(parts: readonly Part[]): Fields {
  for (const part of parts) {
    const field = part.type === 'reasoning' ? part.extras?.['openai-chat']?.field : undefined
    if (typeof field === 'string' && 'text' in part) return { [field]: part.text }
  }
  return {}
}

/** Many servers take only a string from the assistant. */
const textOf = (parts: readonly Fields[]): unknown =>
  parts.every((part) => part.type === 'text' && Object.keys(part).length === 2)
    ? parts.map(({ text }) => text).join('')
    : parts
