import type { Usage } from '#server/domain/usage'
import type { ClientContext, StreamEncoder } from '../ir/codec'
import type { Extras } from '../ir/parts'
import type { Json } from '../ir/read-fields'
import type { Finish, IrEvent } from '../ir/response'
import { sseFrame } from '../ir/sse'
import { wantsThoughts } from './encode-answer-parts'
import { encodeGeminiError } from './encode-error'
import { answerNames, encodeChunk } from './encode-response'
import { createPartWriter } from './write-answer-parts'

/** Writes Gemini's stream: each chunk a whole answer of its own, calls in one piece, reason and usage in the last one.
 * @see https://ai.google.dev/api/generate-content#method:-models.streamgeneratecontent */
export function createGeminiStreamEncoder(context: ClientContext): StreamEncoder {
  const writer = createPartWriter(wantsThoughts(context))
  let names: { id: string | null; model: string | null } = { id: null, model: null }
  let usage: Usage | null = null
  let finish: Finish | null = null
  let over = false

  const frames = (parts: readonly Json[]): string =>
    parts
      .map((part) => ({ candidates: [{ content: { role: 'model', parts: [part] }, index: 0 }] }))
      .map((chunk) => sseFrame(null, { ...chunk, ...answerNames(names, context) }))
      .join('')

  function end(extras: Extras | undefined): string {
    over = true
    const left = frames(writer.end())
    const { said } = writer
    // Google's last chunk often holds an empty text; an answer without any content has none at all.
    const parts = said.text || said.calls ? [{ text: '' }] : []
    const ending = { parts, usage, finish, said, grounding: writer.grounding(), own: extras?.gemini ?? {} }
    return left + sseFrame(null, encodeChunk(names, ending, context))
  }

  function takePart(event: Extract<IrEvent, { index: number }>): string {
    switch (event.type) {
      case 'part-start':
        return frames(writer.begin(event.part))
      case 'text':
      case 'arguments':
        return frames(writer.grow(event.text))
      case 'citation':
        writer.cite(event.citation)
        return ''
      case 'signature':
        writer.sign(event.signature)
        return ''
      case 'part-end':
        return frames(writer.close(event.extras))
    }
  }

  function take(event: IrEvent): string {
    switch (event.type) {
      case 'start':
        names = { id: event.id, model: event.model }
        return ''
      case 'usage':
        usage = event.usage
        return ''
      case 'finish':
        finish = event.finish
        return ''
      case 'ping':
        return ''
      case 'end':
        return end(event.extras)
      case 'error':
        over = true
        return sseFrame(null, encodeGeminiError(event.error, context.requestId))
      default:
        return takePart(event)
    }
  }
  return { encode: (event) => (over ? '' : take(event)) }
}
