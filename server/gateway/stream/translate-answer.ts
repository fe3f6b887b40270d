import { GatewayError } from '#server/domain/errors'
import { IrFailure } from '../translate/translation'
import type { Translation } from '../translate/translation'
import { CollectedData } from './collected-data'
import { editBody } from './edit-frames'
import type { AnswerEditor } from './edit-frames'
import { SseReader } from './sse-reader'

const DONE = '[DONE]'

/** An answer of the provider's dialect, made one of the client's. Streams pass frame by frame, all else waits for its end.
 * @param answer how the provider's answer is framed, and its status */
export function translateAnswer(
  translation: Translation,
  answer: { sse: boolean; status: number },
): AnswerEditor {
  if (answer.status >= 400)
    return editBody((body) => Buffer.from(translation.failure(answer.status, parsed(body))))
  if (answer.sse) return translateStream(translation)
  return editBody((body) => Buffer.from(asGatewayError(() => translation.whole(parsed(body)))))
}

function translateStream(translation: Translation): AnswerEditor {
  let written = ''
  const data = new CollectedData()
  const reader = new SseReader(data, {
    wants: () => true,
    endEvent({ name, done }) {
      if (data.text === '' && name === null && !done) return
      written += translation.frame({ name, data: done ? DONE : data.json() })
    },
  })
  const take = (): Buffer => {
    const bytes = Buffer.from(written)
    written = ''
    return bytes
  }
  return {
    feed(chunk) {
      reader.feed(chunk)
      return take()
    },
    finish() {
      reader.finish()
      written += asGatewayError(() => translation.endOfStream())
      return take()
    },
  }
}

/** An answer that is none, or that tells of a failure in spite of its status. */
function asGatewayError(translate: () => string): string {
  try {
    return translate()
  } catch (error) {
    if (!(error instanceof IrFailure)) throw error
    throw new GatewayError('upstream_error', { clientMessage: error.error.message, cause: error })
  }
}

function parsed(body: Buffer): unknown {
  const text = body.toString('utf8')
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
