import { isRecord } from '../ir/metering'
import type { Json } from '../ir/read-fields'
import { collect, IrFailure } from '../ir/response'
import type { IrResponse } from '../ir/response'
import { createAnswerReader } from './decode-stream'

/** @param body one answer, or the list of chunks that a stream without SSE is
 * @throws IrFailure when it is an error, or no answer at all */
export function decodeGeminiResponse(body: unknown): IrResponse {
  const chunks: unknown[] = Array.isArray(body) ? body : [body]
  if (!chunks.some(isAnswer))
    throw new IrFailure({
      kind: 'server',
      status: 502,
      message: 'The provider sent no answer of this protocol.',
      code: 'upstream_bad_answer',
      param: null,
    })
  const reader = createAnswerReader()
  const events = chunks.flatMap((chunk) => reader.read(chunk))
  return collect([...events, ...reader.end()])
}

const MEMBERS = ['candidates', 'promptFeedback', 'usageMetadata', 'error']
const isAnswer = (chunk: unknown): chunk is Json =>
  isRecord(chunk) && MEMBERS.some((name) => chunk[name] !== undefined && chunk[name] !== null)
