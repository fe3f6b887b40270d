import type { ClientContext } from '../ir/codec'
import { isRecord } from '../ir/metering'
import type { MediaPart, ReasoningPart, TextPart, ToolCallPart } from '../ir/parts'
import { without } from '../ir/read-fields'
import type { Json } from '../ir/read-fields'
import { sealSignature } from '../ir/signature'
import { argumentsOf, innerExtras } from './encode-parts'
import { encodeMedia } from './media'
import { isMadeUp } from './tool-ids'

/** Thoughts are told to those who asked for them. */
export const wantsThoughts = ({ request }: ClientContext): boolean => request.reasoning?.visible === true

/** What becomes of a thought: parts that are said now, or a signature for the call that comes next. A signature without
 * its text proves nothing, so where the text is not told, it is not either. */
export type EncodedThought =
  | { readonly kind: 'said'; readonly parts: readonly Json[] }
  | { readonly kind: 'carried'; readonly sealed: string }

export function encodeThought(part: ReasoningPart, visible: boolean): EncodedThought {
  const sealed = part.signature ? sealSignature(part.signature, 'gemini') : null
  const signed = sealed === null ? {} : { thoughtSignature: sealed }
  if (part.text === '' && !part.redacted && sealed !== null) return { kind: 'carried', sealed }
  if (!visible || (part.text === '' && sealed === null)) return { kind: 'said', parts: [] }
  return { kind: 'said', parts: [{ ...(!part.redacted && { text: part.text }), thought: true, ...signed }] }
}

/** A carried signature whose call never came. */
export const carriedPart = (sealed: string): Json => ({ text: '', thought: true, thoughtSignature: sealed })

export const textParts = ({ text, extras }: Pick<TextPart, 'text' | 'extras'>): Json[] =>
  text === '' && !extras?.gemini ? [] : [{ text, ...extras?.gemini }]

export function callPart(call: ToolCallPart, carried: string | null): Json {
  const own = call.extras?.gemini
  const sealed = call.signature ? sealSignature(call.signature, 'gemini') : carried
  return {
    functionCall: {
      ...(!isMadeUp(call.id) && { id: call.id }),
      name: call.name,
      args: argumentsOf(call),
      ...innerExtras(own, 'functionCall'),
    },
    ...(sealed !== null && { thoughtSignature: sealed }),
    ...without(own, ['functionCall']),
  }
}

/** Files that another provider holds are of no use to the client, but it should know that something was there. */
export function mediaParts(part: MediaPart): Json[] {
  if (part.source.kind === 'file' && part.source.dialect !== 'gemini')
    return [{ text: `[${part.type}: ${part.name === null ? '' : `${part.name}, `}left out]` }]
  return [{ ...encodeMedia(part, ignore), ...part.extras?.gemini }]
}

const ignore = (): void => undefined

export const rawParts = (raw: unknown): Json[] => (isRecord(raw) ? [raw] : [])
