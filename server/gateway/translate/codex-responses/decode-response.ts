import { decodeToldError } from './decode-error'
import { createStreamDecoder } from './decode-stream'
import { isRecord } from '../ir/metering'
import { collect, IrFailure } from '../ir/response'
import type { IrResponse } from '../ir/response'

/** An answer in one piece is the last event of a stream of which nothing else was seen.
 * @throws IrFailure when it tells of a failure, or is no answer of this protocol */
export function decodeResponse(body: unknown): IrResponse {
  if (!isRecord(body) || !Array.isArray(body.output)) throw new IrFailure(notAnAnswer(body))
  const decoder = createStreamDecoder()
  return collect(decoder.feed({ name: 'response.completed', data: { response: body } }))
}

const notAnAnswer = (body: unknown) =>
  isRecord(body) && (isRecord(body.error) || typeof body.error === 'string')
    ? decodeToldError(body)
    : {
        kind: 'server' as const,
        status: 502,
        message: 'The provider’s answer is not one of the Responses protocol.',
        code: 'upstream_bad_answer',
        param: null,
      }
