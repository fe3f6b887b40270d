import type { StreamDecoder } from '../ir/codec'
import { isRecord } from '../ir/metering'
import { isEmpty, isText, without } from '../ir/read-fields'
import type { Json } from '../ir/read-fields'
import type { IrEvent } from '../ir/response'
import { decodeGeminiError } from './decode-error'
import { createAnswerParts } from './decode-answer-parts'
import { decodeFinish } from './finish-reasons'
import { readReferences } from './grounding'
import { mapGeminiUsage } from './map-usage'

/** Reads an answer in chunks, each one a whole GenerateContentResponse; an answer that is no stream is one chunk.
 * @see https://ai.google.dev/api/generate-content#generatecontentresponse */
export interface AnswerReader {
  read(chunk: unknown): IrEvent[]
  /** The closing events, whether or not the answer has told its reason. */
  end(): IrEvent[]
  /** Whether a chunk has told why the answer ended. */
  readonly complete: boolean
}

export function createAnswerReader(): AnswerReader {
  const rest: Record<'response' | 'candidate' | 'usage', Json> = { response: {}, candidate: {}, usage: {} }
  let parts: ReturnType<typeof createAnswerParts> | null = null
  let reason: unknown = null
  let failed = false

  function readChunk(chunk: Json): IrEvent[] {
    const { candidates, usageMetadata, modelVersion, responseId, ...others } = chunk
    const id = isText(responseId) && responseId !== '' ? responseId : null
    const events: IrEvent[] = []
    if (parts === null) events.push({ type: 'start', id, model: isText(modelVersion) ? modelVersion : null })
    parts ??= createAnswerParts(id)
    Object.assign(rest.response, others)
    const blocked = isRecord(others.promptFeedback) ? others.promptFeedback.blockReason : null
    if (isText(blocked)) reason = blocked
    const candidate = firstCandidate(candidates)
    if (candidate) events.push(...readCandidate(candidate, parts))
    if (isRecord(usageMetadata)) events.push(...readUsage(usageMetadata))
    return events
  }

  function readCandidate(candidate: Json, taker: ReturnType<typeof createAnswerParts>): IrEvent[] {
    const { content, finishReason, ...others } = candidate
    Object.assign(rest.candidate, without(others, ['index']))
    taker.refer(readReferences(candidate))
    const list = isRecord(content) && Array.isArray(content.parts) ? content.parts : []
    const events = list.flatMap((part: unknown) => (isRecord(part) ? taker.take(part) : []))
    if (finishReason !== undefined && decodeFinish(finishReason, taker.said)) reason = finishReason
    return events
  }

  /** Usage is cumulative; on the way, Vertex sends chunks that tell the kind of traffic only. */
  function readUsage(usage: Json): IrEvent[] {
    const details = Object.entries(usage).filter(([name]) => !name.endsWith('TokenCount'))
    Object.assign(rest.usage, Object.fromEntries(details))
    const counts = typeof usage.totalTokenCount === 'number' || typeof usage.promptTokenCount === 'number'
    return counts ? [{ type: 'usage', usage: mapGeminiUsage(usage) }] : []
  }

  return {
    read(chunk) {
      if (failed || !isRecord(chunk)) return []
      if (chunk.error === undefined || chunk.error === null) return readChunk(chunk)
      failed = true
      return [{ type: 'error', error: decodeGeminiError(0, chunk) }]
    },
    end() {
      if (failed || parts === null) return []
      const events = parts.end()
      const finish = decodeFinish(reason, parts.said)
      if (finish) {
        const blocked = isText(reason) && isBlocked(rest.response)
        events.push({ type: 'finish', finish: blocked ? { ...finish, reason: 'content_filter' } : finish })
      }
      const gemini = Object.fromEntries(Object.entries(rest).filter(([, fields]) => !isEmpty(fields)))
      events.push({ type: 'end', ...(!isEmpty(gemini) && { extras: { gemini } }) })
      return events
    },
    get complete() {
      return !failed && reason !== null
    },
  }
}

const isBlocked = ({ promptFeedback }: Json): boolean =>
  isRecord(promptFeedback) && isText(promptFeedback.blockReason)

/** The others are alternatives, which nobody else has a place for. */
function firstCandidate(candidates: unknown): Json | undefined {
  if (!Array.isArray(candidates)) return undefined
  return candidates.filter(isRecord).find(({ index }) => index === undefined || index === null || index === 0)
}

/** A stream has no closing word: it is over when a chunk has told why and the connection ends. Without SSE, the stream is
 * a list of the same chunks; each element may be fed by itself, or all at once. */
export function createGeminiStreamDecoder(): StreamDecoder {
  const reader = createAnswerReader()
  return {
    feed: ({ data }) => (Array.isArray(data) ? data : [data]).flatMap((chunk) => reader.read(chunk)),
    finish: () => (reader.complete ? reader.end() : []),
  }
}
