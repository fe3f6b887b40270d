import { GatewayError } from '#server/domain/errors'
import type { Warn } from '../ir/codec'
import type { Citation, MediaPart, Part, TextPart } from '../ir/parts'
import { recordOf } from '../ir/read-fields'
import type { Fields } from '../ir/read-fields'
import { CONTENT_MARK, dataUrl } from './decode-content'
import { readOwn } from './own-extras'

/** Who says it: the model's words have a type of their own, and the model's messages hold nothing but words. */
export type Speaker = 'user' | 'assistant' | 'system'

/** Whether a part belongs inside a message, beside others; all else is an item of its own. */
export const isContent = (part: Part): boolean =>
  part.type === 'text' ||
  part.type === 'refusal' ||
  isMedia(part) ||
  (part.type === 'unknown' && part.name.startsWith(CONTENT_MARK))

const isMedia = (part: Part): part is MediaPart =>
  part.type === 'image' || part.type === 'document' || part.type === 'audio' || part.type === 'video'

/** @returns null for what has no place there; the warning is given
 * @throws GatewayError bad_request for a file that another provider keeps */
export function encodeContentPart(part: Part, speaker: Speaker, warn: Warn): Fields | null {
  if (part.type === 'unknown') return recordOf(part.raw)
  if (part.type === 'text') return textPart(part, speaker)
  if (part.type === 'refusal')
    return speaker === 'assistant'
      ? { type: 'refusal', refusal: part.text, ...restOfPart(part) }
      : { type: 'input_text', text: part.text }
  if (!isMedia(part)) return null
  if (speaker === 'assistant' && !isOwnPart(part)) {
    warn(`dropped_${part.type}`, `the protocol has no ${part.type} in what the model said`)
    return null
  }
  return mediaPart(part, warn)
}

const restOfPart = (part: TextPart | MediaPart | Extract<Part, { type: 'refusal' }>): Fields =>
  recordOf(readOwn(part.extras).part)

const isOwnPart = (part: MediaPart): boolean => readOwn(part.extras).part !== undefined

function textPart(part: TextPart, speaker: Speaker): Fields {
  if (speaker !== 'assistant') return { type: 'input_text', text: part.text, ...restOfPart(part) }
  const annotations = (part.citations ?? []).flatMap((citation) => encodeCitation(citation, part.text.length))
  return {
    type: 'output_text',
    text: part.text,
    ...(annotations.length > 0 && { annotations }),
    ...restOfPart(part),
  }
}

/** @param textLength where a citation without offsets ends: it is about all of the text */
export function encodeCitation({ raw, url, title, start, end }: Citation, textLength: number): unknown[] {
  if (raw?.dialect === 'codex-responses') return [raw.value]
  if (url === null) return []
  return [
    {
      type: 'url_citation',
      url,
      title: title ?? url,
      start_index: start ?? 0,
      end_index: end ?? textLength,
    },
  ]
}

function mediaPart(part: MediaPart, warn: Warn): Fields | null {
  const rest = restOfPart(part)
  if (isOwnPart(part) && part.type === 'audio') return { type: 'input_audio', ...rest }
  if (part.type === 'audio' || part.type === 'video') {
    warn(`dropped_${part.type}`, `the protocol has no ${part.type}; the model is told that one was left out`)
    return { type: 'input_text', text: `[${part.type} left out: ${part.name ?? 'unnamed'}]` }
  }
  return { ...(part.type === 'image' ? imageFields(part) : documentFields(part)), ...rest }
}

function imageFields({ source }: MediaPart): Fields {
  switch (source.kind) {
    case 'base64':
      return { type: 'input_image', image_url: dataUrl(source) }
    case 'url':
      return { type: 'input_image', image_url: source.url }
    case 'file':
      return { type: 'input_image', file_id: ownFile(source) }
    case 'text':
      return { type: 'input_text', text: source.text }
  }
}

function documentFields({ source, name }: MediaPart): Fields {
  switch (source.kind) {
    case 'base64':
      return {
        type: 'input_file',
        filename: name ?? defaultName(source.mediaType),
        file_data: dataUrl(source),
      }
    case 'url':
      return { type: 'input_file', ...(name !== null && { filename: name }), file_url: source.url }
    case 'file':
      return { type: 'input_file', ...(name !== null && { filename: name }), file_id: ownFile(source) }
    case 'text':
      return { type: 'input_text', text: name === null ? source.text : `${name}\n\n${source.text}` }
  }
}

/** The extension decides how the provider reads the data. */
const defaultName = (mediaType: string): string => {
  const [, subtype = ''] = mediaType.split('/')
  return `document.${/^[a-z0-9]{1,5}$/.test(subtype) && subtype !== 'plain' ? subtype : 'txt'}`
}

function ownFile(source: Extract<MediaPart['source'], { kind: 'file' }>): string {
  if (source.dialect === 'codex-responses') return source.id
  throw new GatewayError('bad_request', {
    clientMessage: 'A file that another provider keeps cannot be read by this one: send its content.',
  })
}
