import { isRecord } from '../ir/metering'
import type { Part, ReasoningPart, TextPart } from '../ir/parts'
import type { Fields } from '../ir/read-fields'
import { sealSignature } from '../ir/signature'
import { encodeCitation } from './citations'
import { leftOut } from './encode-media'
import { inputOf } from './encode-turns'

/** A part of an answer as a client of Anthropic's sees it; null for what it has no eyes for. */
export function encodeBlock(part: Part): Fields | null {
  switch (part.type) {
    case 'text':
      return part.text === '' ? null : encodeText(part)
    case 'refusal':
      return part.text === '' ? null : { type: 'text', text: part.text }
    case 'reasoning':
      return encodeThought(part)
    case 'tool_call':
      return {
        type: 'tool_use',
        id: part.id,
        name: part.name,
        input: inputOf(part),
        ...part.extras?.claude,
      }
    case 'tool_result':
      return null
    case 'unknown':
      return part.dialect === 'claude' && isRecord(part.raw) ? part.raw : null
    default:
      return leftOut(part)
  }
}

function encodeText({ text, citations, extras }: TextPart): Fields {
  const encoded = (citations ?? []).flatMap((citation) => encodeCitation(citation) ?? [])
  return { type: 'text', text, ...(encoded.length > 0 && { citations: encoded }), ...extras?.claude }
}

function encodeThought({ text, redacted, signature, extras }: ReasoningPart): Fields | null {
  const sealed = signature ? sealSignature(signature, 'claude') : ''
  if (text === '' && sealed === '') return null
  if (redacted) return { type: 'redacted_thinking', data: sealed, ...extras?.claude }
  return { type: 'thinking', thinking: text, signature: sealed, ...extras?.claude }
}
