import type { Extras, MediaPart, MediaSource } from '../ir/parts'
import type { Warn } from '../ir/codec'
import { GatewayError } from '#server/domain/errors'
import type { Json } from '../ir/read-fields'

type MediaType = MediaPart['type']

/** Where the Files API and Cloud Storage keep what nobody else can read.
 * @see https://ai.google.dev/gemini-api/docs/files */
const HELD_BY_GOOGLE =
  /^(?:gs:\/\/|files\/|https:\/\/generativelanguage\.googleapis\.com\/v1(?:beta|alpha)?\/files\/)/

export function inlineMedia(mimeType: string, data: string, extras?: Extras): MediaPart {
  return {
    type: typeOf(mimeType),
    source: { kind: 'base64', mediaType: mimeType, data: plainBase64(data) },
    name: null,
    ...(extras && { extras }),
  }
}

export function fileMedia(uri: string, mimeType: string | null, extras?: Extras): MediaPart {
  const source: MediaSource = HELD_BY_GOOGLE.test(uri)
    ? { kind: 'file', dialect: 'gemini', id: uri, mediaType: mimeType }
    : { kind: 'url', url: uri, mediaType: mimeType }
  return { type: typeOf(mimeType ?? guessType(uri) ?? ''), source, name: null, ...(extras && { extras }) }
}

function typeOf(mimeType: string): MediaType {
  const [family] = mimeType.split('/')
  return family === 'image' || family === 'audio' || family === 'video' ? family : 'document'
}

/** Protocol buffers take both alphabets of base64, with padding or without; the other dialects take one. */
function plainBase64(data: string): string {
  const plain = /[-_]/.test(data) ? data.replaceAll('-', '+').replaceAll('_', '/') : data
  return plain.padEnd(Math.ceil(plain.length / 4) * 4, '=')
}

const TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  heic: 'image/heic',
  pdf: 'application/pdf',
  txt: 'text/plain',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  ogg: 'audio/ogg',
  mp4: 'video/mp4',
  webm: 'video/webm',
  mov: 'video/quicktime',
}
const COMMON: Readonly<Record<MediaType, string>> = {
  image: 'image/jpeg',
  document: 'application/pdf',
  audio: 'audio/mpeg',
  video: 'video/mp4',
}

function guessType(uri: string): string | null {
  const extension = /\.([a-z0-9]+)(?:[?#]|$)/i.exec(uri)?.[1]?.toLowerCase() ?? ''
  return Object.hasOwn(TYPES, extension) ? (TYPES[extension] ?? null) : null
}

/** The data member of a part, without what else the part says.
 * @throws GatewayError bad_request for a file that another provider holds */
export function encodeMedia({ type, source, name, extras }: MediaPart, warn: Warn): Json {
  switch (source.kind) {
    case 'base64':
      return { inlineData: { mimeType: source.mediaType, data: source.data } }
    case 'text':
      return { text: name === null ? source.text : `${name}:\n${source.text}` }
    case 'file':
      if (source.dialect !== 'gemini')
        throw new GatewayError('bad_request', {
          clientMessage: `The ${type} refers to a file that another provider holds; send its content instead.`,
        })
      return fileData(source.id, source.mediaType)
    case 'url': {
      if (!extras?.gemini)
        warn('media_url_as_file', 'media at a URL is left to Google to fetch, which it may refuse')
      const mediaType = source.mediaType ?? (extras?.gemini ? null : (guessType(source.url) ?? COMMON[type]))
      return fileData(source.url, mediaType)
    }
  }
}

const fileData = (fileUri: string, mimeType: string | null): Json => ({
  fileData: { fileUri, ...(mimeType !== null && { mimeType }) },
})
