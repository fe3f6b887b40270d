import type { Part, ReasoningPart } from '../ir/parts'
import type { Turn } from '../ir/request'

/** The hub's streams tell a thought in pieces, and at its end what another provider has signed it with, in a part without
 * text. Clients keep each of them as a part, Google's SDK even as a content, of its own. The signature is worth something
 * with the whole thought only, so the pieces become one again. */
export function joinThoughts(turns: readonly Turn[]): Turn[] {
  const joined: Turn[] = []
  /** Right before the part that is looked at. */
  let pieces: ReasoningPart[] = []
  const dropped = new Set<Part>()
  for (const turn of turns) {
    const parts = turn.parts.map((part): Part => {
      const isThought = turn.role === 'assistant' && part.type === 'reasoning' && !part.redacted
      if (isThought && part.signature === null) {
        pieces.push(part)
        return part
      }
      const before = pieces
      pieces = []
      if (!isThought || part.text !== '' || part.signature?.dialect === 'gemini') return part
      for (const piece of before) dropped.add(piece)
      return { ...part, text: before.map(({ text }) => text).join('') }
    })
    joined.push({ ...turn, parts })
  }
  if (dropped.size === 0) return [...turns]
  return joined
    .map((turn) => ({ ...turn, parts: turn.parts.filter((part) => !dropped.has(part)) }))
    .filter(({ parts }) => parts.length > 0)
}
