import { isRecord } from '../ir/metering'
import type { MediaPart, MediaSource, Part, TextPart } from '../ir/parts'
import { extrasOf, listOf, recordOf, refuse, textOf } from '../ir/read-fields'
import type { Fields } from '../ir/read-fields'

const DATA_URL = /^data:([^;,]*)(?:;[^,]*)?;base64,(.*)$/s

/** A data URL is its bytes; everything else is for the provider to fetch. */
export function sourceOfUrl(url: string): MediaSource {
  const [, mediaType, data] = DATA_URL.exec(url) ?? []
  return data === undefined
    ? { kind: 'url', url, mediaType: null }
    : { kind: 'base64', mediaType: mediaType ?? '', data }
}

/** The parts of a message: a text, or a list of parts. @throws GatewayError bad_request */
export function decodeContent(content: unknown, place: string): Part[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }]
  if (content === null || content === undefined) return []
  if (!Array.isArray(content)) refuse(place, 'a string or a list of parts')
  return listOf(content).map((part, at) => decodePart(part, `${place}.${String(at)}`))
}

function decodePart(part: unknown, place: string): Part {
  if (!isRecord(part)) refuse(place, 'an object')
  switch (part.type) {
    case 'text':
      return withRest({ type: 'text', text: requiredText(part.text, `${place}.text`) }, part, [
        'type',
        'text',
      ])
    case 'refusal':
      return { type: 'refusal', text: requiredText(part.refusal, `${place}.refusal`) }
    case 'image_url': {
      const image = typeof part.image_url === 'string' ? { url: part.image_url } : recordOf(part.image_url)
      const source = sourceOfUrl(requiredText(image.url, `${place}.image_url.url`))
      return withRest({ type: 'image', source, name: null }, image, ['url'])
    }
    case 'input_audio': {
      const { data, format } = recordOf(part.input_audio)
      const mediaType = `audio/${textOf(format) ?? 'wav'}`
      const source = {
        kind: 'base64' as const,
        mediaType,
        data: requiredText(data, `${place}.input_audio.data`),
      }
      return { type: 'audio', source, name: null }
    }
    case 'file':
      return decodeFile(recordOf(part.file), place)
    default:
      return { type: 'unknown', dialect: 'openai-chat', name: textOf(part.type) ?? 'part', raw: part }
  }
}

function decodeFile({ file_id: id, file_data: data, filename }: Fields, place: string): MediaPart {
  const name = textOf(filename)
  if (typeof id === 'string')
    return { type: 'document', source: { kind: 'file', dialect: 'openai-chat', id, mediaType: null }, name }
  return { type: 'document', source: sourceOfUrl(requiredText(data, `${place}.file.file_data`)), name }
}

/** Content that may only be text: of instructions and of tools.
 * @param extras what each part remembers of its message */
export function decodeTextContent(content: unknown, place: string, extras?: Fields): TextPart[] {
  return decodeContent(content, place).map((part, at) => {
    if (part.type !== 'text') refuse(`${place}.${String(at)}`, 'text')
    return extras
      ? { ...part, extras: { 'openai-chat': { ...part.extras?.['openai-chat'], ...extras } } }
      : part
  })
}

function withRest<T extends TextPart | MediaPart>(part: T, fields: Fields, known: readonly string[]): T {
  return { ...part, ...extrasOf('openai-chat', fields, known) }
}

const requiredText = (value: unknown, place: string): string =>
  typeof value === 'string' ? value : refuse(place, 'a string')
