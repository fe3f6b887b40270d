import type { ClientContext } from '../ir/codec'
import type { Citation, Part } from '../ir/parts'
import type { Fields } from '../ir/read-fields'
import type { IrResponse } from '../ir/response'
import { encodeCall } from './encode-call'
import { encodeUsage } from './encode-usage'
import { encodeFinish } from './finish-reasons'
import type { Held } from './finish-reasons'

/** @see https://platform.openai.com/docs/api-reference/chat/object */
export function encodeResponse(response: IrResponse, context: ClientContext): Record<string, unknown> {
  const { usage, finish } = response
  const parts = response.parts.map(asSpoken)
  return {
    id: response.id ?? `chatcmpl-${context.requestId}`,
    object: 'chat.completion',
    created: Math.floor(context.nowMs / 1_000),
    model: response.model ?? context.model ?? '',
    choices: [
      {
        index: 0,
        message: encodeMessage(parts),
        logprobs: null,
        finish_reason: encodeFinish(finish, heldIn(parts)),
      },
    ],
    ...(usage && { usage: encodeUsage(usage) }),
    ...response.extras?.['openai-chat'],
  }
}

/** A message holds nothing but words: media are named in their place, so that the reader knows that something was there. */
export function asSpoken(part: Part): Part {
  if (!('source' in part)) return part
  const { type, name, source } = part
  const what =
    source.kind === 'url' ? source.url : [name, 'left out'].filter((word) => word !== null).join(', ')
  return { type: 'text', text: `[${type}: ${what}]` }
}

const heldIn = (parts: readonly Part[]): Held => ({
  calls: parts.some(({ type }) => type === 'tool_call'),
  refusal: parts.some(({ type }) => type === 'refusal'),
})

const wordsOf = (parts: readonly Part[], type: 'text' | 'reasoning' | 'refusal'): string =>
  parts.map((part) => (part.type === type && 'text' in part ? part.text : '')).join('')

function encodeMessage(parts: readonly Part[]): Fields {
  const calls = parts.filter((part) => part.type === 'tool_call')
  const thought = wordsOf(parts, 'reasoning')
  const refusal = wordsOf(parts, 'refusal')
  const content = wordsOf(parts, 'text')
  const annotations = citationsOf(parts)
  return {
    role: 'assistant',
    content: content === '' && (calls.length > 0 || refusal !== '') ? null : content,
    ...(thought !== '' && { reasoning_content: thought }),
    refusal: refusal === '' ? null : refusal,
    ...(annotations.length > 0 && { annotations }),
    ...(calls.length > 0 && { tool_calls: calls.map(encodeCall) }),
  }
}

/** Offsets count from the beginning of the whole text. */
function citationsOf(parts: readonly Part[]): unknown[] {
  let before = 0
  return parts.flatMap((part) => {
    if (part.type !== 'text') return []
    const at = before
    before += part.text.length
    return (part.citations ?? []).flatMap((citation) =>
      encodeCitation(citation, { before: at, length: part.text.length }),
    )
  })
}

/** @param at where the text that cites stands among the texts, and its length: a citation without offsets is about all of it */
export function encodeCitation(
  { url, title, start, end, raw }: Citation,
  { before, length }: { before: number; length: number },
): Fields[] {
  if (raw?.dialect === 'openai-chat' && typeof raw.value === 'object' && raw.value !== null && before === 0)
    return [{ ...raw.value }]
  if (url === null) return []
  const cited = {
    url,
    title: title ?? url,
    start_index: (start ?? 0) + before,
    end_index: (end ?? length) + before,
  }
  return [{ type: 'url_citation', url_citation: cited }]
}
