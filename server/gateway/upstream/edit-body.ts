import { GatewayError } from '#server/domain/errors'
import type { ByteRange, Operation, RequestBody, Route, Routed } from '../exchange'

/** The hub's own changes to a body, by name; every other byte goes upstream as it came. */
export interface BodyEdits {
  bytes: Buffer
  /** The hub asked for the stream's usage and the client did not: the chunk that answers it is the hub's to keep. */
  usageRequested: boolean
}

interface Splice {
  at: ByteRange
  text: string
}

/** Make the bytes for one attempt. The client's own are never written to. */
export function editBody({ body, route, provider, model, servedModel, streaming }: Routed): BodyEdits {
  const splices: Splice[] = []
  const named = body.members.get('model')
  if (servedModel !== null && servedModel !== model && named && route.modelInPath === null)
    splices.push({ at: named, text: JSON.stringify(servedModel) })

  const usage = asksForUsage(route, streaming) ? askForUsage(body) : null
  if (usage) splices.push(usage)

  const bytes = applySplices(body.bytes, splices)
  const enveloped = provider.type === 'gemini-cli'
  if (route.dialect !== 'gemini' || enveloped === route.envelope)
    return { bytes, usageRequested: usage !== null }
  const inner = enveloped
    ? wrap(bytes, body, route.operation, servedModel ?? '', provider.codeAssistProject)
    : unwrap(body, route.operation)
  return { bytes: inner, usageRequested: false }
}

const asksForUsage = ({ dialect, operation }: Route, streaming: boolean): boolean =>
  dialect === 'openai-chat' && operation === 'generate' && streaming

/** Whether the hub asks for the usage of the stream, and the client has not. */
export const requestsUsage = ({ body, route, streaming }: Routed): boolean =>
  asksForUsage(route, streaming) && askForUsage(body) !== null

/** Chat streams tell their usage only when asked. Null when the client asks already. */
function askForUsage(body: RequestBody): Splice | null {
  const options = body.members.get('stream_options')
  if (!options) {
    const end = body.bytes.lastIndexOf('}')
    return { at: { start: end, end }, text: ',"stream_options":{"include_usage":true}' }
  }
  const parsed = parseOptions(body.bytes.toString('utf8', options.start, options.end))
  const fields = typeof parsed === 'object' && parsed !== null ? { ...parsed } : {}
  if ('include_usage' in fields && fields.include_usage === true) return null
  return { at: options, text: JSON.stringify({ ...fields, include_usage: true }) }
}

function parseOptions(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new GatewayError('invalid_json', {
      clientMessage: 'The "stream_options" are not valid JSON.',
      cause,
    })
  }
}

function applySplices(bytes: Buffer, splices: Splice[]): Buffer {
  if (splices.length === 0) return bytes
  const parts: Buffer[] = []
  let from = 0
  for (const { at, text } of splices.sort((a, b) => a.at.start - b.at.start)) {
    parts.push(bytes.subarray(from, at.start), Buffer.from(text))
    from = at.end
  }
  parts.push(bytes.subarray(from))
  return Buffer.concat(parts)
}

/** Put a plain Gemini request into the Code Assist envelope, its bytes unchanged inside. `countTokens` has an envelope of
 * its own: the model stands inside, the project nowhere. */
function wrap(
  bytes: Buffer,
  body: RequestBody,
  operation: Operation,
  model: string,
  project: string | null,
): Buffer {
  if (operation === 'count-tokens') {
    const comma = body.members.size > 0 ? ',' : ''
    const head = `{"request":{"model":${JSON.stringify(`models/${model}`)}${comma}`
    return Buffer.concat([Buffer.from(head), bytes.subarray(bytes.indexOf('{') + 1), Buffer.from('}')])
  }
  const head = project === null ? { model } : { model, project }
  return Buffer.concat([
    Buffer.from(`${JSON.stringify(head).slice(0, -1)},"request":`),
    bytes,
    Buffer.from('}'),
  ])
}

/** Take a plain Gemini request out of the Code Assist envelope. */
function unwrap(body: RequestBody, operation: Operation): Buffer {
  const inner = body.members.get('request')
  if (!inner) return body.bytes
  const bytes = body.bytes.subarray(inner.start, inner.end)
  if (operation !== 'count-tokens') return bytes
  // The plain call has the model in its path and refuses it in the body.
  const request: unknown = JSON.parse(bytes.toString('utf8'))
  return Buffer.from(JSON.stringify(request, (key, value: unknown) => (key === 'model' ? undefined : value)))
}
