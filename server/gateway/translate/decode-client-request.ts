import type { Dialect } from '#server/domain/dialect'
import { CODECS } from './codecs'
import { isRecord } from './ir/metering'
import type { IrRequest } from './ir/request'

export interface ClientRequest {
  client: Dialect
  /** The client speaks Gemini inside the Code Assist envelope. */
  clientEnvelope: boolean
  /** The client's body, parsed. */
  body: unknown
  modelInPath: string | null
  streaming: boolean
}

/** Requests that were decoded already, for the second attempt and the next. */
const decodedBodies = new WeakMap<object, IrRequest>()

/** What a client asks for, in the common words.
 * @throws GatewayError bad_request, with what is wrong and where */
export function decodeClientRequest(from: ClientRequest): IrRequest {
  const { client, body, modelInPath, streaming, clientEnvelope } = from
  const known = isRecord(body) ? decodedBodies.get(body) : undefined
  if (known) return known
  const inner = clientEnvelope && isRecord(body) ? body.request : body
  const request = CODECS[client].decodeRequest(inner, { model: modelInPath, stream: streaming })
  if (isRecord(body)) decodedBodies.set(body, request)
  return request
}
