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

/** What a client asks for, in the common words.
 * @throws GatewayError bad_request, with what is wrong and where */
export function decodeClientRequest(from: ClientRequest): IrRequest {
  const { client, body, modelInPath, streaming, clientEnvelope } = from
  const inner = clientEnvelope && isRecord(body) ? body.request : body
  return CODECS[client].decodeRequest(inner, { model: modelInPath, stream: streaming })
}
