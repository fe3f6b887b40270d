import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '#server/platform/clock'
import type { Received } from '../exchange'
import { matchRoute } from './match-route'

/** The first step: learn from its path what is asked. Reads no body.
 * @throws GatewayError not_found or method_not_allowed */
export function receive(
  request: IncomingMessage,
  response: ServerResponse,
  named: { requestId: string; startedAtMs: number; clock: Clock },
): Received {
  return {
    request,
    response,
    requestId: named.requestId,
    startedAtMs: named.startedAtMs,
    startedMonotonicMs: named.clock.monotonicMs(),
    route: matchRoute(request.method ?? 'GET', request.url ?? '/', request.headers),
  }
}
