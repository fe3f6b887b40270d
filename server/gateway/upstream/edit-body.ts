import type { ByteRange, RequestBody, Routed } from '../exchange'

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

  const usage =
    route.dialect === 'openai-chat' && route.operation === 'generate' && streaming ? askForUsage(body) : null
  if (usage) splices.push(usage)

  const bytes = applySplices(body.bytes, splices)
  const enveloped = provider.type === 'gemini-cli'
  if (route.dialect !== 'gemini' || enveloped === route.envelope)
    return { bytes, usageRequested: usage !== null }
  const inner = enveloped ? wrap(bytes, servedModel ?? '', provider.codeAssistProject) : unwrap(body)
  return { bytes: inner, usageRequested: false }
}

/** Chat streams tell their usage only when asked. Null when the client asks already. */
function askForUsage(body: RequestBody): Splice | null {
  const options = body.members.get('stream_options')
  if (!options) {
    const end = body.bytes.lastIndexOf('}')
    return { at: { start: end, end }, text: ',"stream_options":{"include_usage":true}' }
  }
  const parsed: unknown = JSON.parse(body.bytes.toString('utf8', options.start, options.end))
  const fields = typeof parsed === 'object' && parsed !== null ? { ...parsed } : {}
  if ('include_usage' in fields && fields.include_usage === true) return null
  return { at: options, text: JSON.stringify({ ...fields, include_usage: true }) }
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

/** Put a plain Gemini request into the Code Assist envelope, its bytes unchanged inside. */
function wrap(bytes: Buffer, model: string, project: string | null): Buffer {
  const head = project === null ? { model } : { model, project }
  return Buffer.concat([
    Buffer.from(`${JSON.stringify(head).slice(0, -1)},"request":`),
    bytes,
    Buffer.from('}'),
  ])
}

/** Take a plain Gemini request out of the Code Assist envelope. */
function unwrap(body: RequestBody): Buffer {
  const inner = body.members.get('request')
  return inner ? body.bytes.subarray(inner.start, inner.end) : body.bytes
}
