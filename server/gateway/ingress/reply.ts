import type { ServerResponse } from 'node:http'
import type { Dialect } from '#server/domain/dialect'
import type { GatewayError } from '#server/domain/errors'
import type { ErrorAnswer } from '../translate/ir/error-answer'
import { DIALECT_FUNCTIONS } from '../translate/registry'

/** An error as dialects encode it. */
export function errorAnswer(error: GatewayError, requestId: string): ErrorAnswer {
  const { code, status } = error
  return { code, status, message: error.clientMessage, requestId, retryable: error.rule.retryable }
}

/** Say an error in the caller's dialect. Does nothing when the answer has begun or the client has left. */
export function replyError(
  response: ServerResponse,
  dialect: Dialect,
  error: GatewayError,
  requestId: string,
): void {
  if (response.headersSent || response.destroyed) return
  const answer = errorAnswer(error, requestId)
  const { errors } = DIALECT_FUNCTIONS[dialect]
  const headers: Record<string, string | number> = {
    ...errors.headers(answer),
    'x-cch-request-id': requestId,
  }
  if (error.retryAfterSeconds !== undefined)
    headers['retry-after'] = Math.max(1, Math.ceil(error.retryAfterSeconds))
  if (error.code === 'upgrade_not_supported') headers.upgrade = 'HTTP/1.1'
  reply(response, answer.status, errors.body(answer), headers)
}

/** Send one JSON body and leave the connection usable: what the client still sends is read and dropped. */
export function reply(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Record<string, string | number>,
): void {
  const { req } = response
  // A body that is far from complete is cheaper to cut off than to read.
  if (!req.complete && Number(req.headers['content-length'] ?? 0) > 1_048_576)
    response.shouldKeepAlive = false
  response.writeHead(status, {
    ...headers,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  })
  response.end(req.method === 'HEAD' ? undefined : body)
  req.resume()
}
