import { GatewayError } from '#server/domain/errors'
import type { Warn } from '../ir/codec'
import type { MediaPart, MediaSource } from '../ir/parts'
import type { Fields } from '../ir/read-fields'

const IMAGE_TYPES: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp'])

/** An image or a document for a user's turn or a tool's result; what Anthropic cannot see is named in its place, so that
 * the model knows that something was there.
 * @throws GatewayError bad_request for a file that another provider holds */
export function encodeMedia(part: MediaPart, warn: Warn): Fields {
  const source = part.type === 'image' ? imageSource(part.source) : documentSource(part)
  if (!source) {
    warn(`dropped_${part.type}`, `Anthropic's models take no ${part.type} of this kind`)
    return leftOut(part)
  }
  return {
    type: source.type === 'text' ? 'document' : part.type,
    ...(part.type === 'document' && part.name !== null && { title: part.name }),
    source,
    ...part.extras?.claude,
  }
}

/** A block of text that stands for something that cannot be shown. */
export function leftOut({ type, name, source }: MediaPart): Fields {
  if (source.kind === 'url') return { type: 'text', text: `[${type}: ${source.url}]` }
  const what = [type, name, source.kind === 'file' ? null : source.mediaType]
  return { type: 'text', text: `[${what.filter((word) => word !== null).join(' ')}, left out]` }
}

function imageSource(source: MediaSource): Fields | null {
  switch (source.kind) {
    case 'base64':
      return IMAGE_TYPES.has(source.mediaType)
        ? { type: 'base64', media_type: source.mediaType, data: source.data }
        : null
    case 'url':
      return { type: 'url', url: source.url }
    case 'file':
      return fileSource(source)
    case 'text':
      return { type: 'text', media_type: 'text/plain', data: source.text }
  }
}

function documentSource({ type, source, extras }: MediaPart): Fields | null {
  if (type !== 'document') return null
  // A document made of blocks is in the extras.
  if (extras?.claude?.source !== undefined) return {}
  switch (source.kind) {
    case 'base64':
      if (source.mediaType === 'application/pdf')
        return { type: 'base64', media_type: source.mediaType, data: source.data }
      return isText(source.mediaType)
        ? {
            type: 'text',
            media_type: 'text/plain',
            data: Buffer.from(source.data, 'base64').toString('utf8'),
          }
        : null
    case 'url':
      return { type: 'url', url: source.url }
    case 'file':
      return fileSource(source)
    case 'text':
      return { type: 'text', media_type: 'text/plain', data: source.text }
  }
}

const isText = (mediaType: string) =>
  mediaType.startsWith('text/') || /^application\/(?:json|xml|yaml)\b/.test(mediaType)

function fileSource(source: Extract<MediaSource, { kind: 'file' }>): Fields {
  if (source.dialect === 'claude') return { type: 'file', file_id: source.id }
  throw new GatewayError('bad_request', {
    clientMessage: `file ${source.id}: it is held by another provider; send its content instead.`,
  })
}
