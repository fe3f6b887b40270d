import type { ClientContext, StreamEncoder } from '../ir/codec'
import { sseFrame } from '../ir/sse'
import { createAnswerWriter } from './answer-writer'

/** Every event has its name twice and a number without gaps.
 * @see https://platform.openai.com/docs/api-reference/responses-streaming */
export function createStreamEncoder(context: ClientContext): StreamEncoder {
  let frames = ''
  let number = 0
  const writer = createAnswerWriter(context, (type, members) => {
    frames += sseFrame(type, { type, sequence_number: number, ...members })
    number += 1
  })
  return {
    encode: (event) => {
      frames = event.type === 'ping' ? ': keepalive\n\n' : ''
      writer.take(event)
      return frames
    },
  }
}
