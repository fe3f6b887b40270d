import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '#server/platform/clock'
import { timeOrderedId } from '#server/platform/time-ordered-id'
import type { Received } from '../exchange'
import { matchRoute } from './match-route'

/** The first step: name the request and learn from its path what is asked. Reads no body.
 * @throws GatewayError not_found or method_not_allowed */
export function receive(request: IncomingMessage, response: ServerResponse, clock: Clock): Received {
  const startedAtMs = clock.nowMs()
  return {
    request,
    response,
    requestId: timeOrderedId(startedAtMs),
    startedAtMs,
    startedMonotonicMs: clock.monotonicMs(),
    route: matchRoute(request.method ?? 'GET', request.url ?? '/', request.headers),
  }
}
