import { GatewayError } from '#server/domain/errors'
import type { Authenticated, Identified, RequestBody } from '../exchange'
import { identifyClient } from './identify-client'
import { conversationPrefix } from './conversation-prefix'
import { findSessionId, memberOf } from './find-session-id'

const TRUE = 0x74

/** Learn from headers and body which conversation and which client this is, and what it asks for.
 * @throws GatewayError missing_model when the operation needs a model and none is named */
export function identify(authenticated: Authenticated, body: RequestBody): Identified {
  const { route, request } = authenticated
  const model = route.modelInPath ?? body.text('model') ?? modelInEnvelope(route, body)
  const needsModel = route.operation !== 'models' && route.operation !== 'code-assist'
  if ((model === null || model === '') && needsModel)
    throw new GatewayError('missing_model', { clientMessage: 'The body must name a "model" as a string.' })
  const { sessionId, sticky } = session(authenticated, body)
  return Object.assign(authenticated, {
    body,
    model: route.operation === 'models' ? null : (model ?? null),
    streaming: route.streamInPath ?? isTrue(body, 'stream'),
    sessionId,
    sticky,
    client: identifyClient(request.headers['user-agent'] ?? ''),
  })
}

/** The client's own word for the conversation, else what its beginning tells. The first turn of a conversation without a
 * name may stay the only one, so nothing is remembered of it; its id leads the second one to the same provider anyway. */
function session(
  { principal, request }: Authenticated,
  body: RequestBody,
): Pick<Identified, 'sessionId' | 'sticky'> {
  const keyId = principal.key.id
  const named = findSessionId(keyId, request.headers, body)
  if (named !== null) return { sessionId: named, sticky: true }
  const prefix = conversationPrefix(body)
  return prefix
    ? { sessionId: `${keyId}:prefix-${prefix.id}`, sticky: prefix.continues }
    : { sessionId: null, sticky: false }
}

/** Code Assist's `countTokens` alone has the model inside of `request`, with its `models/` in front. */
function modelInEnvelope({ envelope, operation }: Authenticated['route'], body: RequestBody): string | null {
  if (!envelope || operation !== 'count-tokens') return null
  return memberOf(body, 'request', 'model', body.bytes.length)?.replace(/^models\//, '') ?? null
}

function isTrue(body: RequestBody, name: string): boolean {
  const range = body.members.get(name)
  return range !== undefined && body.bytes[range.start] === TRUE
}
