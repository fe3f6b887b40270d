import type { Citation, Extras, Part } from '../ir/parts'
import type { Json } from '../ir/read-fields'
import type { Signature } from '../ir/signature'
import { callPart, carriedPart, encodeThought, mediaParts, rawParts, textParts } from './encode-answer-parts'
import { createGrounding } from './grounding'

/** The part that is open. */
interface Open {
  readonly part: Part
  /** Text or arguments so far: arguments go out whole, and citations count the bytes of a text. */
  text: string
  /** The first half of a character whose second half is still to come. */
  half: string
  signature: Signature | null
  readonly citations: Citation[]
}

/** Turns the parts of an answer under way into parts of the wire. Every function gives what is to be said now. */
export function createPartWriter(visible: boolean) {
  const grounding = createGrounding()
  const said = { calls: false, text: false }
  let open: Open | null = null
  /** A signature for the call that comes next. */
  let carried: string | null = null

  function drop(): Json[] {
    const parts = carried === null ? [] : [carriedPart(carried)]
    carried = null
    return parts
  }

  function say({ part }: Open, text: string): Json[] {
    if (text === '') return []
    if (part.type === 'reasoning') return visible ? [{ text, thought: true }] : []
    said.text = true
    return [{ text }]
  }

  function grow(text: string): Json[] {
    if (open === null) return []
    open.text += text
    if (open.part.type === 'tool_call') return []
    const { whole, half } = splitHalf(open.half + text)
    open.half = half
    return say(open, whole)
  }

  function close(extras: Extras | undefined): Json[] {
    if (open === null) return []
    const closing = open
    open = null
    for (const citation of closing.citations) grounding.add(closing.text, citation)
    return [...say(closing, closing.half), ...closePart(closing, extras)]
  }

  function closePart({ part, text, signature }: Open, extras: Extras | undefined): readonly Json[] {
    switch (part.type) {
      case 'text': {
        const own = { ...part.extras?.gemini, ...extras?.gemini }
        return Object.keys(own).length > 0 ? textParts({ text: '', extras: { gemini: own } }) : []
      }
      case 'reasoning': {
        const thought = encodeThought({ ...part, text, signature }, visible)
        // The text has been said; what is left is its signature.
        if (thought.kind === 'said') return text === '' ? thought.parts : signedOnly(thought.parts)
        carried = thought.sealed
        return []
      }
      case 'tool_call': {
        const call = callPart({ ...part, arguments: text, signature }, carried)
        said.calls = true
        carried = null
        return [call]
      }
      case 'unknown':
        return part.dialect === 'gemini' ? rawParts(part.raw) : []
      case 'refusal':
      case 'tool_result':
        return []
      default:
        return mediaParts(part)
    }
  }

  return {
    /** What has been said so far. */
    said,
    begin(part: Part): Json[] {
      const parts = part.type === 'tool_call' && part.signature === null ? [] : drop()
      const signature = 'signature' in part ? part.signature : null
      open = { part, text: '', half: '', signature, citations: [] }
      const head = 'text' in part ? part.text : part.type === 'tool_call' ? part.arguments : ''
      return [...parts, ...grow(head)]
    },
    grow,
    cite: (citation: Citation): void => void open?.citations.push(citation),
    sign(signature: Signature): void {
      if (open) open.signature = signature
    },
    close,
    /** What is left to say at the end. */
    end: (): Json[] => [...close(undefined), ...drop()],
    /** The citations, as a member of the candidate. */
    grounding: grounding.metadata,
  }
}

const signedOnly = (parts: readonly Json[]): Json[] =>
  parts.filter((part) => 'thoughtSignature' in part).map((part) => ({ ...part, text: '' }))

/** A character may come in two halves; a half alone does not survive the way to the client. */
function splitHalf(text: string): { whole: string; half: string } {
  const last = text.charCodeAt(text.length - 1)
  return last >= 0xd800 && last <= 0xdbff
    ? { whole: text.slice(0, -1), half: text.slice(-1) }
    : { whole: text, half: '' }
}
