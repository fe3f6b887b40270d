import { isRecord } from '../ir/metering'
import type { Citation, MediaPart, MediaSource, RefusalPart, TextPart, UnknownPart } from '../ir/parts'
import { badField, listOf, numberOf, textOf } from '../ir/read-fields'
import type { Fields } from '../ir/read-fields'
import { ownExtras, restOf } from './own-extras'

export type ContentPart = TextPart | MediaPart | RefusalPart | UnknownPart

/** Marks the name of an unknown part that stands inside a message or a tool's output, where items cannot stand. */
export const CONTENT_MARK = 'content/'

/** One part of a message's content or of a tool's output. What is not put into the IR stays in `extras…part`.
 * @param usual the type that text has in this place; another one is kept
 * @throws GatewayError bad_request for a known type in a bad shape */
export function decodeContentPart(
  raw: unknown,
  usual: 'input_text' | 'output_text',
  place: string,
): ContentPart {
  if (!isRecord(raw) || typeof raw.type !== 'string') throw badField(place, 'an object with a type')
  switch (raw.type) {
    case 'text':
    case 'input_text':
    case 'output_text':
      return textPart(raw, usual, place)
    case 'refusal':
      if (typeof raw.refusal !== 'string') throw badField(`${place}.refusal`, 'a string')
      return { type: 'refusal', text: raw.refusal, extras: partExtras(restOf(raw, 'type', 'refusal')) }
    case 'input_image':
      return imagePart(raw, place)
    case 'input_file':
      return filePart(raw, place)
    case 'input_audio':
      return audioPart(raw, place)
    default:
      return {
        type: 'unknown',
        dialect: 'codex-responses',
        name: `${CONTENT_MARK}${raw.type}`,
        raw,
      }
  }
}

const partExtras = (part: Fields) => ownExtras({ part })

function textPart(raw: Fields, usual: string, place: string): TextPart {
  if (typeof raw.text !== 'string') throw badField(`${place}.text`, 'a string')
  const rest = restOf(raw, 'text', ...(raw.type === usual ? ['type'] : []))
  const citations = listOf(raw.annotations).map(decodeCitation)
  return {
    type: 'text',
    text: raw.text,
    ...(citations.length > 0 && { citations }),
    extras: partExtras(rest),
  }
}

/** @see https://platform.openai.com/docs/api-reference/responses/object output_text.annotations */
export function decodeCitation(annotation: unknown): Citation {
  const fields = isRecord(annotation) ? annotation : {}
  return {
    url: textOf(fields.url),
    title: textOf(fields.title) ?? textOf(fields.filename),
    citedText: null,
    start: numberOf(fields.start_index),
    end: numberOf(fields.end_index),
    raw: { dialect: 'codex-responses', value: annotation },
  }
}

function imagePart(raw: Fields, place: string): MediaPart {
  // The other protocol of the same vendor has an object here, and some clients mix them up.
  const url = textOf(isRecord(raw.image_url) ? raw.image_url.url : raw.image_url)
  const source = url === null ? fileSource(raw.file_id) : urlSource(url)
  if (source === null) throw badField(place, 'an image_url or a file_id')
  const regenerates = source.kind === 'url' || source.kind === 'file' || url === dataUrl(source)
  const rest = restOf(
    raw,
    'type',
    ...(regenerates ? ['image_url'] : []),
    ...(url === null ? ['file_id'] : []),
  )
  return { type: 'image', source, name: null, extras: partExtras(rest) }
}

function filePart(raw: Fields, place: string): MediaPart {
  const data = textOf(raw.file_data)
  const url = textOf(raw.file_url)
  const source =
    data !== null
      ? fileDataSource(data, textOf(raw.filename))
      : url !== null
        ? ({ kind: 'url', url, mediaType: null } as const)
        : fileSource(raw.file_id)
  if (source === null) throw badField(place, 'file_data, a file_url or a file_id')
  const taken =
    data === null
      ? url === null
        ? ['file_id']
        : ['file_url']
      : data === dataUrl(source)
        ? ['file_data']
        : []
  return {
    type: 'document',
    source,
    name: textOf(raw.filename),
    extras: partExtras(restOf(raw, 'type', 'filename', ...taken)),
  }
}

function audioPart(raw: Fields, place: string): MediaPart {
  const audio = isRecord(raw.input_audio) ? raw.input_audio : {}
  const data = textOf(audio.data)
  if (data === null) throw badField(`${place}.input_audio.data`, 'a string')
  const source = { kind: 'base64', mediaType: `audio/${textOf(audio.format) ?? 'wav'}`, data } as const
  return { type: 'audio', source, name: null, extras: partExtras(restOf(raw, 'type')) }
}

const fileSource = (id: unknown): MediaSource | null =>
  typeof id === 'string' ? { kind: 'file', dialect: 'codex-responses', id, mediaType: null } : null

const urlSource = (url: string): MediaSource => fromDataUrl(url) ?? { kind: 'url', url, mediaType: null }

/** File data may come as a data URL or bare; a bare one says what it is by the name of the file alone. */
const fileDataSource = (data: string, filename: string | null): MediaSource =>
  fromDataUrl(data) ?? {
    kind: 'base64',
    mediaType: filename?.endsWith('.txt') ? 'text/plain' : 'application/pdf',
    data,
  }

/** By position, not by pattern: these strings have megabytes. */
function fromDataUrl(url: string): MediaSource | null {
  const comma = url.indexOf(',')
  if (!url.startsWith('data:') || comma < 0) return null
  const [mediaType = '', ...parameters] = url.slice('data:'.length, comma).split(';')
  if (parameters.at(-1) !== 'base64') return null
  return {
    kind: 'base64',
    mediaType: mediaType || 'application/octet-stream',
    data: url.slice(comma + 1),
  }
}

export const dataUrl = (source: MediaSource): string | null =>
  source.kind === 'base64' ? `data:${source.mediaType};base64,${source.data}` : null
