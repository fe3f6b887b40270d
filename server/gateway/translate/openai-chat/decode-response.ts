import { isRecord } from '../ir/metering'
import type { Citation, Part } from '../ir/parts'
import { extrasOf, listOf, recordOf, textOf } from '../ir/read-fields'
import type { Fields } from '../ir/read-fields'
import { IrFailure } from '../ir/response'
import type { IrResponse } from '../ir/response'
import { decodeError } from './decode-error'
import { decodeFinish } from './finish-reasons'
import { createCallIds } from './name-call'
import { mapChatUsage } from './map-usage'

/** @throws IrFailure for an error, and for what is no answer */
export function decodeResponse(body: unknown): IrResponse {
  if (!isRecord(body) || !Array.isArray(body.choices) || (body.error !== undefined && body.error !== null))
    throw new IrFailure(decodeError(200, body))
  const choice = recordOf(listOf(body.choices)[0])
  const parts = decodeMessage(recordOf(choice.message), createCallIds(textOf(body.id) || null))
  const held = {
    calls: parts.some(({ type }) => type === 'tool_call'),
    refusal: parts.some(({ type }) => type === 'refusal'),
  }
  return {
    id: textOf(body.id) || null,
    model: textOf(body.model) || null,
    parts,
    finish: decodeFinish(textOf(choice.finish_reason) ?? '', held),
    usage: isRecord(body.usage) ? mapChatUsage(body.usage) : null,
    ...extrasOf('openai-chat', body, ['id', 'object', 'created', 'model', 'choices', 'usage']),
  }
}

function decodeMessage(message: Fields, idOf: (at: number) => string): Part[] {
  const parts: Part[] = []
  const thought = thoughtIn(message)
  if (thought) parts.push({ type: 'reasoning', text: thought, redacted: false, signature: null })
  const said = textIn(message.content)
  if (said !== '') {
    const citations = listOf(message.annotations).flatMap(decodeCitation)
    parts.push({ type: 'text', text: said, ...(citations.length > 0 && { citations }) })
  }
  if (typeof message.refusal === 'string' && message.refusal !== '')
    parts.push({ type: 'refusal', text: message.refusal })
  const old = recordOf(message.function_call).name ? [{ function: message.function_call }] : []
  for (const [at, call] of [...listOf(message.tool_calls), ...old].entries())
    parts.push(decodeCall(recordOf(call), idOf(at)))
  return parts
}

/** DeepSeek and its followers, then Groq, OpenRouter and Ollama; Mistral has it among the content. */
export function thoughtIn({ reasoning_content: first, reasoning: second, content }: Fields): string {
  const thinking = listOf(content).map((part) => {
    const { type, thinking: thought } = recordOf(part)
    return type === 'thinking' ? textIn(thought) : ''
  })
  return textOf(first) ?? textOf(second) ?? thinking.join('')
}

/** The text of a message, in one piece or in parts. */
export function textIn(content: unknown): string {
  if (typeof content === 'string') return content
  return listOf(content)
    .map((part) => {
      const { type, text: words } = recordOf(part)
      return type === 'text' ? (textOf(words) ?? '') : ''
    })
    .join('')
}

function decodeCall(call: Fields, madeUpId: string): Part {
  const custom = isRecord(call.custom) ? call.custom : null
  const called = custom ?? recordOf(call.function)
  const input = custom ? called.input : called.arguments
  return {
    type: 'tool_call',
    // Some servers give none.
    id: textOf(call.id) || madeUpId,
    name: textOf(called.name) ?? '',
    namespace: null,
    kind: custom ? 'custom' : 'function',
    arguments:
      typeof input === 'string' ? input : input === undefined || input === null ? '' : JSON.stringify(input),
    signature: null,
  }
}

export function decodeCitation(annotation: unknown): Citation[] {
  const { type, url_citation: cited } = recordOf(annotation)
  if (type !== 'url_citation' || !isRecord(cited)) return []
  const { url, title, start_index: start, end_index: end } = cited
  return [
    {
      url: textOf(url),
      title: textOf(title),
      citedText: null,
      start: typeof start === 'number' ? start : null,
      end: typeof end === 'number' ? end : null,
      raw: { dialect: 'openai-chat', value: annotation },
    },
  ]
}
