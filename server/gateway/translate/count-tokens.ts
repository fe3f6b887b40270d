import type { Dialect } from '#server/domain/dialect'
import { CODECS } from './codecs'
import { estimateTokens } from './ir/estimate-tokens'
import { isRecord } from './ir/metering'

/** The answer to a request for a count of tokens, estimated here, for clients whose protocol none of the providers speaks.
 * @param body the client's, parsed; Gemini's may hold the request in `generateContentRequest`
 * @throws GatewayError bad_request */
export function estimateCount(
  dialect: Dialect,
  body: unknown,
  modelInPath: string | null,
): Record<string, unknown> {
  const inner = isRecord(body) ? (body.generateContentRequest ?? body.request ?? body) : body
  const tokens = estimateTokens(CODECS[dialect].decodeRequest(inner, { model: modelInPath, stream: false }))
  if (dialect === 'gemini') return { totalTokens: tokens }
  return dialect === 'claude'
    ? { input_tokens: tokens }
    : { object: 'response.input_tokens', input_tokens: tokens }
}
