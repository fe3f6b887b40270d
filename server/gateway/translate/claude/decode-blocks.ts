import { isRecord } from '../ir/metering'
import type { MediaPart, MediaSource, Part, TextPart, ToolResultPart } from '../ir/parts'
import { extrasOf, readBoolean, readOptional, readRecord, readText, refuse } from '../ir/read-fields'
import type { Fields } from '../ir/read-fields'
import type { Signature } from '../ir/signature'
import { decodeCitations } from './citations'

export type OpenSignature = (text: string) => Signature

/** One content block. What is not known here comes as it is.
 * @throws GatewayError bad_request for a known block of a wrong shape */
export function decodeBlock(value: unknown, place: string, open: OpenSignature): Part {
  const block = readRecord(value, place)
  const type = readText(block.type, `${place}.type`)
  switch (type) {
    case 'text':
      return decodeText(block, place)
    case 'image':
    case 'document':
      return decodeMedia(type, block, place) ?? unknownBlock(type, block)
    case 'thinking': {
      const signature = readOptional(block.signature, `${place}.signature`, readText)
      return {
        type: 'reasoning',
        text: readText(block.thinking, `${place}.thinking`),
        redacted: false,
        // Backends that only speak like Anthropic leave it empty.
        signature: signature ? open(signature) : null,
        ...extrasOf('claude', block, ['type', 'thinking', 'signature']),
      }
    }
    case 'redacted_thinking':
      return {
        type: 'reasoning',
        text: '',
        redacted: true,
        signature: open(readText(block.data, `${place}.data`)),
        ...extrasOf('claude', block, ['type', 'data']),
      }
    case 'tool_use':
      return {
        type: 'tool_call',
        id: readText(block.id, `${place}.id`) || refuse(`${place}.id`, 'an id'),
        name: readText(block.name, `${place}.name`),
        namespace: null,
        kind: 'function',
        arguments: decodeInput(block.input),
        signature: null,
        ...extrasOf('claude', block, ['type', 'id', 'name', 'input']),
      }
    case 'tool_result':
      return decodeToolResult(block, place, open)
    default:
      return unknownBlock(type, block)
  }
}

const unknownBlock = (name: string, raw: unknown): Part => ({ type: 'unknown', dialect: 'claude', name, raw })

/** A string, or blocks. */
export function decodeContent(value: unknown, place: string, open: OpenSignature): Part[] {
  if (value === '') return []
  if (typeof value === 'string') return [{ type: 'text', text: value }]
  if (!Array.isArray(value)) return refuse(place, 'a string or a list of content blocks')
  return value.map((block, at) => decodeBlock(block, `${place}.${at}`, open))
}

export function decodeText(block: Fields, place: string): TextPart {
  const citations = decodeCitations(block.citations, `${place}.citations`)
  return {
    type: 'text',
    text: readText(block.text, `${place}.text`),
    ...(citations.length > 0 && { citations }),
    ...extrasOf('claude', block, ['type', 'text', 'citations']),
  }
}

/** The JSON text of a call's input. Some backends send that text itself. */
export function decodeInput(input: unknown): string {
  if (input === undefined || input === null) return '{}'
  return typeof input === 'string' ? input : JSON.stringify(input)
}

function decodeMedia(type: 'image' | 'document', block: Fields, place: string): MediaPart | null {
  const raw = readRecord(block.source, `${place}.source`)
  const source = decodeSource(raw, `${place}.source`)
  if (!source) return null
  const name = readOptional(block.title, `${place}.title`, readText)
  // A document made of blocks is told to others as text; its own provider gets it back as it came.
  const asItCame = raw.type === 'content' ? ['type', 'title'] : ['type', 'title', 'source']
  return { type, source, name, ...extrasOf('claude', block, asItCame) }
}

function decodeSource(source: Fields, place: string): MediaSource | null {
  const field = (name: string) => readText(source[name], `${place}.${name}`)
  switch (source.type) {
    case 'base64':
      return { kind: 'base64', mediaType: field('media_type'), data: field('data') }
    case 'text':
      return { kind: 'text', text: field('data'), mediaType: field('media_type') }
    case 'url':
      return { kind: 'url', url: field('url'), mediaType: null }
    case 'file':
      return { kind: 'file', dialect: 'claude', id: field('file_id'), mediaType: null }
    case 'content':
      return decodeTextSource(source.content)
    default:
      return null
  }
}

function decodeTextSource(content: unknown): MediaSource | null {
  if (typeof content === 'string') return { kind: 'text', text: content, mediaType: 'text/plain' }
  if (!Array.isArray(content)) return null
  const texts = content.map((block: unknown) =>
    isRecord(block) && block.type === 'text' ? block.text : null,
  )
  if (!texts.every((text) => typeof text === 'string')) return null
  return { kind: 'text', text: texts.join('\n\n'), mediaType: 'text/plain' }
}

function decodeToolResult(block: Fields, place: string, open: OpenSignature): ToolResultPart {
  const parts = block.content == null ? [] : decodeContent(block.content, `${place}.content`, open)
  return {
    type: 'tool_result',
    callId: readText(block.tool_use_id, `${place}.tool_use_id`),
    name: null,
    kind: 'function',
    isError: readOptional(block.is_error, `${place}.is_error`, readBoolean) ?? false,
    content: parts.map((part, at) => resultPart(part, `${place}.content.${at}`)),
    ...extrasOf('claude', block, ['type', 'tool_use_id', 'is_error', 'content']),
  }
}

function resultPart(part: Part, place: string): ToolResultPart['content'][number] {
  switch (part.type) {
    case 'text':
    case 'unknown':
    case 'image':
    case 'document':
    case 'audio':
    case 'video':
      return part
    default:
      return refuse(place, 'text, an image or a document')
  }
}
