import { isRecord } from '../ir/metering'
import type { Part } from '../ir/parts'
import { isText } from '../ir/read-fields'
import type { Json } from '../ir/read-fields'
import type { IrEvent } from '../ir/response'
import { fileMedia, inlineMedia } from './media'
import { createPartialArguments } from './partial-arguments'
import { createAnswerIds } from './tool-ids'
import { trackAnswerParts } from './track-answer-parts'

const nonEmpty = (value: unknown): string | null => (isText(value) && value !== '' ? value : null)

/** Reads the parts of one answer as they come. Texts and thoughts grow over several parts of the wire, calls mostly come
 * whole. */
export function createAnswerParts(responseId: string | null) {
  const nextId = createAnswerIds(responseId)
  const parts = trackAnswerParts()
  const said = { calls: false, text: false }

  function takeText(text: string, signature: string | null): IrEvent[] {
    const open = parts.open()
    if (text === '') {
      if (signature === null) return []
      // A signature alone signs the text before it, which stays open for its sources: they come last.
      if (open?.kind !== 'text') return takeThought('', signature)
      open.signature ??= signature
      return []
    }
    said.text = true
    const grows = open?.kind === 'text' && open.signature === null
    if (grows) {
      open.signature = signature
      return parts.grow(text)
    }
    return [
      ...parts.begin({ kind: 'text', text: '', signature }, { type: 'text', text: '' }),
      ...parts.grow(text),
    ]
  }

  function takeThought(text: string, signature: string | null): IrEvent[] {
    if (text === '' && signature === null) return []
    const empty = { type: 'reasoning', text: '', redacted: false, signature: null } as const
    const events = parts.open()?.kind === 'reasoning' ? [] : parts.begin({ kind: 'reasoning' }, empty)
    events.push(...parts.grow(text))
    return signature === null ? events : [...events, parts.sign(signature), ...parts.close()]
  }

  /** A signature without any text is how the hub writes a redacted thought. */
  function takeRedacted(value: string | null): IrEvent[] {
    if (value === null) return []
    return parts.whole({
      type: 'reasoning',
      text: '',
      redacted: true,
      signature: { dialect: 'gemini', value },
    })
  }

  function takeCall(call: Json, signature: string | null): IrEvent[] {
    const events: IrEvent[] = []
    const name = nonEmpty(call.name)
    if (name !== null) {
      said.calls = true
      const madeUp = nextId()
      const part: Part = {
        type: 'tool_call',
        id: nonEmpty(call.id) ?? madeUp,
        name,
        namespace: null,
        kind: 'function',
        arguments: '',
        signature: signature === null ? null : { dialect: 'gemini', value: signature },
      }
      events.push(...parts.begin({ kind: 'call', args: createPartialArguments() }, part))
    }
    const open = parts.open()
    if (open?.kind !== 'call') return events
    open.args.add(call)
    return call.willContinue === true ? events : [...events, ...parts.close()]
  }

  return {
    /** What the answer holds so far. */
    said,
    refer: parts.refer,
    end: parts.end,
    take(part: Json): IrEvent[] {
      const { text, thought, functionCall } = part
      const signature = nonEmpty(part.thoughtSignature)
      if (isRecord(functionCall)) return takeCall(functionCall, signature)
      const media = thought === true ? null : mediaOf(part)
      if (media) return parts.whole(media)
      if (isText(text)) return thought === true ? takeThought(text, signature) : takeText(text, signature)
      const name = Object.keys(part).find((key) => key !== 'thought' && key !== 'thoughtSignature')
      if (name === undefined) return takeRedacted(signature)
      return parts.whole({ type: 'unknown', dialect: 'gemini', name, raw: part })
    },
  }
}

function mediaOf({ inlineData, fileData, thoughtSignature }: Json): Part | null {
  const extras = isText(thoughtSignature) ? { gemini: { thoughtSignature } } : undefined
  if (isRecord(inlineData) && isText(inlineData.data))
    return inlineMedia(
      isText(inlineData.mimeType) ? inlineData.mimeType : 'application/octet-stream',
      inlineData.data,
      extras,
    )
  if (isRecord(fileData) && isText(fileData.fileUri))
    return fileMedia(fileData.fileUri, isText(fileData.mimeType) ? fileData.mimeType : null, extras)
  return null
}
