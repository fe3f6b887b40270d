import type { ClientContext } from '../ir/codec'
import type { Part } from '../ir/parts'
import { isEmpty } from '../ir/read-fields'
import type { Json } from '../ir/read-fields'
import type { Finish, IrResponse } from '../ir/response'
import type { Usage } from '#server/domain/usage'
import {
  callPart,
  carriedPart,
  encodeThought,
  mediaParts,
  rawParts,
  textParts,
  wantsThoughts,
} from './encode-answer-parts'
import { innerExtras } from './encode-parts'
import { encodeGeminiUsage } from './encode-usage'
import { encodeFinish } from './finish-reasons'
import type { Said } from './finish-reasons'
import { createGrounding } from './grounding'

/** @see https://ai.google.dev/api/generate-content#generatecontentresponse */
export function encodeGeminiResponse(response: IrResponse, context: ClientContext): Json {
  const grounding = createGrounding()
  for (const part of response.parts)
    if (part.type === 'text') for (const citation of part.citations ?? []) grounding.add(part.text, citation)
  return encodeChunk(
    { id: response.id, model: response.model },
    {
      parts: encodeParts(response.parts, wantsThoughts(context)),
      usage: response.usage,
      finish: response.finish,
      said: {
        calls: response.parts.some(({ type }) => type === 'tool_call'),
        text: response.parts.some((part) => part.type === 'text' && part.text !== ''),
      },
      grounding: grounding.metadata(),
      own: response.extras?.gemini ?? {},
    },
    context,
  )
}

function encodeParts(parts: readonly Part[], visible: boolean): Json[] {
  const encoded: Json[] = []
  let carried: string | null = null
  const drop = (): void => {
    if (carried !== null) encoded.push(carriedPart(carried))
    carried = null
  }
  for (const part of parts) {
    if (part.type === 'tool_call') {
      if (part.signature) drop()
      encoded.push(callPart(part, carried))
      carried = null
      continue
    }
    drop()
    const thought = part.type === 'reasoning' ? encodeThought(part, visible) : null
    if (thought?.kind === 'carried') carried = thought.sealed
    else encoded.push(...(thought?.parts ?? encodePart(part)))
  }
  drop()
  return encoded
}

function encodePart(part: Part): readonly Json[] {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return textParts(part)
    case 'image':
    case 'document':
    case 'audio':
    case 'video':
      return mediaParts(part)
    case 'unknown':
      return part.dialect === 'gemini' ? rawParts(part.raw) : []
    default:
      return []
  }
}

/** What the last chunk of an answer says, which is the only one where nothing is streamed. */
export interface Ending {
  readonly parts: readonly Json[]
  readonly usage: Usage | null
  readonly finish: Finish | null
  readonly said: Said
  readonly grounding: Json
  /** What only Gemini has said of the answer: `response`, `candidate`, `usage`. */
  readonly own: Readonly<Json>
}

export function encodeChunk(
  { id, model }: Pick<IrResponse, 'id' | 'model'>,
  { parts, usage, finish, said, grounding, own }: Ending,
  context: ClientContext,
): Json {
  const blocked = parts.length === 0 && !isEmpty(innerExtras(innerExtras(own, 'response'), 'promptFeedback'))
  const ownCandidate = innerExtras(own, 'candidate')
  const sourced = 'groundingMetadata' in ownCandidate || 'citationMetadata' in ownCandidate
  const candidate = {
    content: { role: 'model', parts },
    finishReason: encodeFinish(finish, said),
    index: 0,
    ...(!sourced && grounding),
    ...ownCandidate,
  }
  return {
    ...(!blocked && { candidates: [candidate] }),
    ...(usage && { usageMetadata: { ...encodeGeminiUsage(usage), ...innerExtras(own, 'usage') } }),
    ...answerNames({ id, model }, context),
    ...innerExtras(own, 'response'),
  }
}

/** What every chunk of an answer repeats. */
export const answerNames = (
  { id, model }: Pick<IrResponse, 'id' | 'model'>,
  context: ClientContext,
): Json => ({
  modelVersion: model ?? context.model ?? 'unknown',
  responseId: id ?? context.requestId,
})
