import type { Part } from '../ir/parts'
import type { IrEvent } from '../ir/response'
import { locate } from './grounding'
import type { Reference } from './grounding'
import type { createPartialArguments } from './partial-arguments'

type Open =
  | { readonly kind: 'text'; text: string; signature: string | null }
  | { readonly kind: 'reasoning' }
  | { readonly kind: 'call'; readonly args: ReturnType<typeof createPartialArguments> }

/** The parts of one answer: which one is open, and the sources that wait for their text. */
export function trackAnswerParts() {
  let references: Reference[] = []
  const referred = new Set<string>()
  let index = -1
  let open: Open | null = null

  function close(): IrEvent[] {
    if (open === null) return []
    const events: IrEvent[] = []
    if (open.kind === 'text') events.push(...citationsOf(open.text))
    if (open.kind === 'call') events.push({ type: 'arguments', index, text: open.args.json() })
    const signature = open.kind === 'text' ? open.signature : null
    open = null
    const extras = signature === null ? {} : { extras: { gemini: { thoughtSignature: signature } } }
    return [...events, { type: 'part-end', index, ...extras }]
  }

  function citationsOf(text: string): IrEvent[] {
    const events: IrEvent[] = []
    references = references.filter((reference) => {
      const citation = locate(text, reference)
      if (citation) events.push({ type: 'citation', index, citation })
      return citation === null
    })
    return events
  }

  return {
    open: (): Open | null => open,
    begin: (next: Open, part: Part): IrEvent[] => {
      const events = close()
      open = next
      index += 1
      return [...events, { type: 'part-start', index, part }]
    },
    close,
    /** A part that is there at once. */
    whole: (part: Part): IrEvent[] => {
      const events = close()
      index += 1
      return [...events, { type: 'part-start', index, part }, { type: 'part-end', index }]
    },
    /** More of the open text or thought. */
    grow: (text: string): IrEvent[] => {
      if (text === '') return []
      if (open?.kind === 'text') open.text += text
      return [{ type: 'text', index, text }]
    },
    sign: (value: string): IrEvent => ({ type: 'signature', index, signature: { dialect: 'gemini', value } }),
    /** Sources for the text that is open or comes. */
    refer: (more: readonly Reference[]): void => {
      for (const reference of more) {
        const key = JSON.stringify(reference)
        if (!referred.has(key)) references.push(reference)
        referred.add(key)
      }
    },
    /** Sources without a place of their own belong to the last text. */
    end: (): IrEvent[] => {
      if (open?.kind !== 'text') return close()
      const placed = citationsOf(open.text)
      const others = references.map(({ citation }): IrEvent => ({ type: 'citation', index, citation }))
      references = []
      return [...placed, ...others, ...close()]
    },
  }
}
