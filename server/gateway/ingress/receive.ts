import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '#server/platform/clock'
import { Exchange } from '../exchange'
import type { Received } from '../exchange'
import { matchRoute } from './match-route'

/** The first step: learn from its path what is asked. Reads no body.
 * @throws GatewayError not_found or method_not_allowed */
export function receive(
  request: IncomingMessage,
  response: ServerResponse,
  named: { requestId: string; startedAtMs: number; clock: Clock },
): Received {
  const { requestId, startedAtMs, clock } = named
  const route = matchRoute(request.method ?? 'GET', request.url ?? '/', request.headers)
  return new Exchange(request, response, requestId, startedAtMs, clock.monotonicMs(), route)
}
