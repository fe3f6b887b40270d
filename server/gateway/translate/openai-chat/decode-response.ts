import { isRecord } from '../ir/metering'
import type { Citation, Part } from '../ir/parts'
import { IrFailure } from '../ir/response'
import type { IrResponse } from '../ir/response'
import { decodeError } from './decode-error'
import { decodeFinish } from './finish-reasons'
import { mapChatUsage } from './map-usage'
import { fieldsOf, list, rest, text } from './read-fields'
import type { Fields } from './read-fields'

/** @throws IrFailure for an error, and for what is no answer */
export function decodeResponse(body: unknown): IrResponse {
  if (!isRecord(body) || !Array.isArray(body.choices) || (body.error !== undefined && body.error !== null))
    throw new IrFailure(decodeError(502, body))
  const choice = fieldsOf(list(body.choices)[0])
  const parts = decodeMessage(fieldsOf(choice.message))
  const called = parts.some(({ type }) => type === 'tool_call')
  const extras = rest(body, ['id', 'object', 'created', 'model', 'choices', 'usage'])
  return {
    id: text(body.id),
    model: text(body.model),
    parts,
    finish: decodeFinish(text(choice.finish_reason) ?? '', called),
    usage: isRecord(body.usage) ? mapChatUsage(body.usage) : null,
    ...(extras && { extras: { 'openai-chat': extras } }),
  }
}

function decodeMessage(message: Fields): Part[] {
  const parts: Part[] = []
  const thought = thoughtIn(message)
  if (thought) parts.push({ type: 'reasoning', text: thought, redacted: false, signature: null })
  const said = textIn(message.content)
  if (said !== '') {
    const citations = list(message.annotations).flatMap(decodeCitation)
    parts.push({ type: 'text', text: said, ...(citations.length > 0 && { citations }) })
  }
  if (typeof message.refusal === 'string' && message.refusal !== '')
    parts.push({ type: 'refusal', text: message.refusal })
  const old = fieldsOf(message.function_call).name ? [{ function: message.function_call }] : []
  for (const [at, call] of [...list(message.tool_calls), ...old].entries())
    parts.push(decodeCall(fieldsOf(call), at))
  return parts
}

/** DeepSeek and its followers, then Groq, OpenRouter and Ollama; Mistral has it among the content. */
export function thoughtIn({ reasoning_content: first, reasoning: second, content }: Fields): string {
  const thinking = list(content).map((part) => {
    const { type, thinking: thought } = fieldsOf(part)
    return type === 'thinking' ? textIn(thought) : ''
  })
  return text(first) ?? text(second) ?? thinking.join('')
}

/** The text of a message, in one piece or in parts. */
export function textIn(content: unknown): string {
  if (typeof content === 'string') return content
  return list(content)
    .map((part) => {
      const { type, text: words } = fieldsOf(part)
      return type === 'text' ? (text(words) ?? '') : ''
    })
    .join('')
}

function decodeCall(call: Fields, at: number): Part {
  const custom = isRecord(call.custom) ? call.custom : null
  const called = custom ?? fieldsOf(call.function)
  const input = custom ? called.input : called.arguments
  return {
    type: 'tool_call',
    // Some servers give none.
    id: text(call.id) || `call_${String(at)}`,
    name: text(called.name) ?? '',
    namespace: null,
    kind: custom ? 'custom' : 'function',
    arguments:
      typeof input === 'string' ? input : input === undefined || input === null ? '' : JSON.stringify(input),
    signature: null,
  }
}

export function decodeCitation(annotation: unknown): Citation[] {
  const { type, url_citation: cited } = fieldsOf(annotation)
  if (type !== 'url_citation' || !isRecord(cited)) return []
  const { url, title, start_index: start, end_index: end } = cited
  return [
    {
      url: text(url),
      title: text(title),
      citedText: null,
      start: typeof start === 'number' ? start : null,
      end: typeof end === 'number' ? end : null,
      raw: { dialect: 'openai-chat', value: annotation },
    },
  ]
}
