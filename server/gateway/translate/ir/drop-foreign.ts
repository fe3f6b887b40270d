import type { Dialect } from '#server/domain/dialect'
import type { Warn } from './codec'
import type { MediaPart, Part, TextPart, ToolResultPart, UnknownPart } from './parts'
import type { IrRequest, Turn } from './request'

/** Take out what only another dialect's provider can read: its files, and its own kinds of parts. */
export function dropForeign(request: IrRequest, into: Dialect, warn: Warn): IrRequest {
  const turns = request.turns.map((turn): Turn => {
    if (!turn.parts.some((part) => mayBeForeign(part))) return turn
    return { ...turn, parts: turn.parts.flatMap((part) => keepOwn(part, into, warn)) }
  })
  return { ...request, turns }
}

/** Most of a conversation is text and calls, which everybody can read. */
const mayBeForeign = (part: Part): boolean => {
  if (part.type === 'tool_result') return part.content.some(mayBeForeign)
  return part.type === 'unknown' || ('source' in part && part.source.kind === 'file')
}

function keepOwn(part: Part, into: Dialect, warn: Warn): Part[] {
  switch (part.type) {
    case 'unknown':
      return keepKnown(part, into, warn)
    case 'tool_result':
      return [{ ...part, content: resultContent(part, into, warn) }]
    case 'image':
    case 'document':
    case 'audio':
    case 'video':
      return keepMedia(part, into, warn)
    default:
      return [part]
  }
}

/** The word for a warning. A part's name is somebody's, and may be of any length. */
export const foreignPart = ({ name, dialect }: UnknownPart): string =>
  `a part of type ${name.slice(0, 80)} is known to ${dialect} alone`

function keepKnown(part: UnknownPart, into: Dialect, warn: Warn): UnknownPart[] {
  if (part.dialect === into) return [part]
  warn('dropped_part', foreignPart(part))
  return []
}

function keepMedia(part: MediaPart, into: Dialect, warn: Warn): (MediaPart | TextPart)[] {
  if (part.source.kind !== 'file' || part.source.dialect === into) return [part]
  warn('dropped_file', `a file that a provider of ${part.source.dialect} holds`)
  return [{ type: 'text', text: `[The ${part.type} ${part.name ?? part.source.id} is not available here.]` }]
}

const resultContent = (
  { content }: ToolResultPart,
  into: Dialect,
  warn: Warn,
): (TextPart | MediaPart | UnknownPart)[] =>
  content.flatMap((part): (TextPart | MediaPart | UnknownPart)[] => {
    if (part.type === 'unknown') return keepKnown(part, into, warn)
    return part.type === 'text' ? [part] : keepMedia(part, into, warn)
  })
