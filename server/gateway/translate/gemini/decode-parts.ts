import type { Extras, MediaPart, Part, ReasoningPart, ToolCallPart, UnknownPart } from '../ir/parts'
import { badField, isEmpty } from '../ir/read-fields'
import type { Json } from '../ir/read-fields'
import { openSignature } from '../ir/signature'
import { isRecord } from '../ir/metering'
import { fileMedia, inlineMedia } from './media'
import type { Fields } from './proto-fields'

/** Members that are whole parts of Google's own: hosted tools at work. */
const HOSTED = ['executableCode', 'codeExecutionResult', 'toolCall', 'toolResponse'] as const

export const ownExtras = (rest: Json): Extras | undefined => (isEmpty(rest) ? undefined : { gemini: rest })

/** One part of a request's content that is no function response. A call that carries another dialect's signature becomes
 * two parts: what was thought, and the call.
 * @param call makes the tool call, which needs to know its place
 * @param raw the part as it came */
export function decodePart(part: Fields, raw: unknown, call: (fields: Fields) => ToolCallPart): Part[] {
  const named = part.fields('functionCall')
  if (named) return decodeCall(part, call(named))
  const media = decodeMedia(part)
  if (media) return [media]
  for (const name of HOSTED) if (part.raw(name) !== undefined) return [unknown(name, raw)]
  const text = part.text('text')
  const thought = part.flag('thought') ?? false
  const sealed = part.text('thoughtSignature')
  if (text === null && sealed === null) return [unknown(Object.keys(part.rest())[0] ?? 'part', raw)]
  if (text && !thought) return decodeText(part, text, sealed)
  if (text === '' && !thought && sealed === null) return [{ type: 'text', text, ...withRest(part) }]
  return [decodeThought(text, sealed, { ...part.rest(), thought })]
}

function withRest(part: Fields): { extras?: Extras } {
  const extras = ownExtras(part.rest())
  return extras ? { extras } : {}
}

function decodeText(part: Fields, text: string, sealed: string | null): Part[] {
  // Texts are signed by Gemini alone, and what the others lose is a hint: only calls must have theirs.
  const own = sealed !== null && openSignature(sealed, 'gemini').dialect === 'gemini'
  const extras = ownExtras({ ...part.rest(), ...(own && { thoughtSignature: sealed }) })
  return [{ type: 'text', text, ...(extras && { extras }) }]
}

/** A part that has a signature and no `text` at all is how the hub writes a redacted thought. Only thoughts that Gemini may
 * have had itself keep the form they came in, and go back in it. */
function decodeThought(text: string | null, sealed: string | null, form: Json): ReasoningPart {
  const signature = sealed === null ? null : openSignature(sealed, 'gemini')
  const foreign = signature !== null && signature.dialect !== 'gemini'
  return {
    type: 'reasoning',
    text: text ?? '',
    redacted: text === null,
    signature,
    ...(!foreign && { extras: { gemini: form } }),
  }
}

function decodeCall(part: Fields, call: ToolCallPart): Part[] {
  const sealed = part.text('thoughtSignature')
  const rest = part.rest()
  const gemini = { ...call.extras?.gemini, ...rest }
  const plain: ToolCallPart = isEmpty(gemini) ? call : { ...call, extras: { gemini } }
  if (sealed === null) return [plain]
  const signature = openSignature(sealed, 'gemini')
  return signature.dialect === 'gemini'
    ? [{ ...plain, signature }]
    : [{ type: 'reasoning', text: '', redacted: false, signature }, plain]
}

/** @param call the members of `functionCall` */
export function toolCall(call: Fields, madeUpId: string): ToolCallPart {
  const id = call.text('id')
  const name = call.text('name')
  if (name === null) throw badField(`${call.place}.name`, 'a string')
  const args = call.raw('args') ?? {}
  if (!isRecord(args)) throw badField(`${call.place}.args`, 'an object')
  const rest = call.rest()
  return {
    type: 'tool_call',
    id: id === null || id === '' ? madeUpId : id,
    name,
    namespace: null,
    kind: 'function',
    arguments: JSON.stringify(args),
    signature: null,
    ...(!isEmpty(rest) && { extras: { gemini: { functionCall: rest } } }),
  }
}

/** @returns null when the part is no media */
export function decodeMedia(part: Fields): MediaPart | null {
  const inline = part.fields('inlineData')
  if (inline) {
    const mimeType = inline.text('mimeType')
    const data = inline.text('data')
    if (mimeType === null) throw badField(`${inline.place}.mimeType`, 'a string')
    if (data === null) throw badField(`${inline.place}.data`, 'a string')
    return inlineMedia(mimeType, data, mediaExtras(part, inline, 'inlineData'))
  }
  const file = part.fields('fileData')
  if (!file) return null
  const uri = file.text('fileUri')
  if (uri === null) throw badField(`${file.place}.fileUri`, 'a string')
  return fileMedia(uri, file.text('mimeType'), mediaExtras(part, file, 'fileData') ?? { gemini: {} })
}

function mediaExtras(part: Fields, data: Fields, name: string): Extras | undefined {
  const inner = data.rest()
  return ownExtras({ ...part.rest(), ...(!isEmpty(inner) && { [name]: inner }) })
}

const unknown = (name: string, raw: unknown): UnknownPart => ({
  type: 'unknown',
  dialect: 'gemini',
  name,
  raw,
})
