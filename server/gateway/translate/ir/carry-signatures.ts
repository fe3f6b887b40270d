import type { Dialect } from '#server/domain/dialect'
import type { Part } from './parts'
import type { IrEvent, IrResponse } from './response'

/** Protocols that sign thoughts and not calls. */
const SIGN_THOUGHTS: ReadonlySet<Dialect> = new Set(['claude', 'codex-responses'])

/** Gemini signs tool calls, and wants the signature back. Clients of Claude's protocol and of Responses keep that of a
 * thought, so an empty thought in front of the call carries it; `decodeRequest` and Gemini's `encodeRequest` put it back.
 * @returns a function to be called with each event in turn, parts in sequence */
export function carrySignatures(client: Dialect): (event: IrEvent) => IrEvent[] {
  if (!SIGN_THOUGHTS.has(client)) return (event) => [event]
  let added = 0
  return (event) => {
    if (!('index' in event)) return [event]
    if (event.type === 'part-start' && event.part.type === 'tool_call' && event.part.signature) {
      const { signature } = event.part
      const index = event.index + added
      added += 1
      return [
        {
          type: 'part-start',
          index,
          part: { type: 'reasoning', text: '', redacted: false, signature: null },
        },
        { type: 'signature', index, signature },
        { type: 'part-end', index },
        { ...event, index: index + 1, part: { ...event.part, signature: null } },
      ]
    }
    return [added === 0 ? event : { ...event, index: event.index + added }]
  }
}

/** The same for a whole answer. */
export function carrySignaturesIn(response: IrResponse, client: Dialect): IrResponse {
  const isSigned = (part: Part): boolean => part.type === 'tool_call' && part.signature !== null
  if (!SIGN_THOUGHTS.has(client) || !response.parts.some(isSigned)) return response
  const parts = response.parts.flatMap((part): Part[] => {
    if (part.type !== 'tool_call' || part.signature === null) return [part]
    const { signature } = part
    return [
      { type: 'reasoning', text: '', redacted: false, signature },
      { ...part, signature: null },
    ]
  })
  return { ...response, parts }
}
