import type { EncodeTarget } from '../ir/codec'
import type { MediaPart, Part, ReasoningPart, TextPart, ToolCallPart, ToolResultPart } from '../ir/parts'
import { isRecord } from '../ir/metering'
import { isText, without } from '../ir/read-fields'
import type { Json } from '../ir/read-fields'
import type { IrRequest, Turn } from '../ir/request'
import { argumentsOf, innerExtras } from './encode-parts'
import { encodeMedia } from './media'
import { isGemini3 } from './thinking'
import { isMadeUp } from './tool-ids'

interface Content extends Json {
  readonly role: 'user' | 'model'
  readonly parts: readonly Json[]
}

interface Context {
  readonly target: EncodeTarget
  /** Call ids in the order of the conversation, with the names of their tools. */
  readonly calls: ReadonlyMap<string, string>
}

export function encodeContents(request: IrRequest, target: EncodeTarget): Content[] {
  const own = request.extras.gemini !== undefined
  const context: Context = { target, calls: callsOf(request.turns) }
  const contents = request.turns.map((turn) => encodeTurn(turn, context))
  const fit = own ? contents : mergeRuns(contents.filter(({ parts }) => parts.length > 0))
  return isGemini3(target.model) ? withSignatures(fit) : fit
}

function callsOf(turns: readonly Turn[]): Map<string, string> {
  const calls = new Map<string, string>()
  for (const { parts } of turns)
    for (const part of parts) if (part.type === 'tool_call') calls.set(part.id, part.name)
  return calls
}

function encodeTurn(turn: Turn, context: Context): Content {
  const role = turn.role === 'assistant' ? 'model' : 'user'
  const parts = turn.role === 'system' ? turn.parts.map(asReminder) : inCallOrder(turn.parts, context)
  return { ...turn.extras?.gemini, role, parts: encodeParts(parts, context) }
}

/** Gemini knows no instructions in mid-conversation; this is how coding agents mark them in a user's turn. */
const asReminder = (part: Part): Part =>
  part.type === 'text' ? { type: 'text', text: `<system-reminder>\n${part.text}\n</system-reminder>` } : part

/** Results first, in the order of their calls: without ids, that order is what joins them. */
function inCallOrder(parts: readonly Part[], { calls }: Context): readonly Part[] {
  const order = [...calls.keys()]
  const results = parts.filter((part) => part.type === 'tool_result')
  if (results.length === 0) return parts
  const rank = ({ callId }: ToolResultPart): number => {
    const at = order.indexOf(callId)
    return at === -1 ? order.length : at
  }
  results.sort((a, b) => rank(a) - rank(b))
  return [...results, ...parts.filter((part) => part.type !== 'tool_result')]
}

function encodeParts(parts: readonly Part[], context: Context): Json[] {
  const encoded: Json[] = []
  /** The signature of an empty thought belongs to the call right after it. */
  let carried: string | null = null
  const drop = (): void => {
    if (carried !== null) encoded.push({ text: '', thoughtSignature: carried })
    carried = null
  }
  for (const part of parts) {
    if (part.type === 'tool_call') {
      encoded.push(encodeCall(part, part.signature?.value ?? carried))
      carried = null
      continue
    }
    drop()
    if (part.type === 'reasoning' && carriesOnly(part)) carried = part.signature?.value ?? null
    else encoded.push(...encodePart(part, context))
  }
  drop()
  return encoded
}

const carriesOnly = (part: ReasoningPart): boolean => part.text === '' && part.extras?.gemini === undefined

function encodePart(part: Exclude<Part, ToolCallPart>, context: Context): Json[] {
  const { warn } = context.target
  switch (part.type) {
    case 'text':
      return encodeText(part)
    case 'refusal':
      return part.text === '' ? [] : [{ text: part.text }]
    case 'reasoning':
      return encodeReasoning(part)
    case 'tool_result':
      return encodeResult(part, context)
    case 'unknown':
      if (part.dialect === 'gemini' && isRecord(part.raw)) return [part.raw]
      warn('dropped_part', `a part of type ${part.name} has no place in a Gemini request`)
      return []
    default:
      return [mediaPart(part, context)]
  }
}

const encodeText = ({ text, extras }: TextPart): Json[] => [{ text, ...extras?.gemini }]

/** Thoughts go back as they came: Gemini's own words with Gemini's own signature. Those of others are not said at all. */
function encodeReasoning({ text, redacted, signature, extras }: ReasoningPart): Json[] {
  const own = extras?.gemini
  if (!own && signature === null) return []
  const { thought, ...rest } = own ?? { thought: true }
  return [
    {
      ...(!redacted && { text }),
      ...(thought === true && { thought }),
      ...(signature && { thoughtSignature: signature.value }),
      ...rest,
    },
  ]
}

function encodeCall(call: ToolCallPart, signature: string | null): Json {
  const own = call.extras?.gemini
  return {
    functionCall: {
      ...(!isMadeUp(call.id) && { id: call.id }),
      name: call.name,
      args: argumentsOf(call),
      ...innerExtras(own, 'functionCall'),
    },
    ...(signature !== null && { thoughtSignature: signature }),
    ...without(own, ['functionCall']),
  }
}

function mediaPart(part: MediaPart, { target }: Context): Json {
  const own = part.extras?.gemini
  const data = Object.entries(encodeMedia(part, target.warn)).map(([name, value]): [string, unknown] => [
    name,
    isRecord(value) ? { ...value, ...innerExtras(own, name) } : value,
  ])
  return { ...Object.fromEntries(data), ...without(own, ['inlineData', 'fileData', 'sibling']) }
}

/** Gemini 3 takes a tool's pictures inside of its result, earlier models right after it.
 * @see https://ai.google.dev/gemini-api/docs/function-calling#multimodal */
function encodeResult(result: ToolResultPart, context: Context): Json[] {
  const own = result.extras?.gemini
  const nested: Json[] = []
  const siblings: Json[] = []
  for (const part of result.content) {
    if (part.type === 'text') continue
    const [encoded] = encodePart(part, context)
    if (!encoded) continue
    if (isNested(part, own !== undefined, context.target.model) && !('text' in encoded)) nested.push(encoded)
    else siblings.push(encoded)
  }
  const functionResponse = {
    ...(!isMadeUp(result.callId) && { id: result.callId }),
    name: result.name ?? context.calls.get(result.callId) ?? 'unknown',
    response: responseOf(result),
    ...innerExtras(own, 'functionResponse'),
    ...(nested.length > 0 && { parts: nested }),
  }
  return [{ functionResponse, ...innerExtras(own, 'part') }, ...siblings]
}

/** @see https://ai.google.dev/gemini-api/docs/function-calling#multimodal for the types that fit inside */
const NESTABLE = new Set(['image/png', 'image/jpeg', 'image/webp', 'application/pdf', 'text/plain'])

function isNested(part: Part, own: boolean, model: string): boolean {
  if (own) return !('extras' in part) || part.extras.gemini?.sibling !== true
  if (!isGemini3(model) || !('source' in part)) return false
  return part.source.kind === 'base64' && NESTABLE.has(part.source.mediaType)
}

/** The text stays text, even where it is JSON: numbers and the order of keys would not survive parsing. */
function responseOf({ content, isError }: ToolResultPart): Json {
  const text = content
    .filter((part) => part.type === 'text')
    .map((part) => part.text)
    .join('\n')
  return isError ? { error: text } : { output: text }
}

/** One content per run of the same role, its results first. */
function mergeRuns(contents: readonly Content[]): Content[] {
  const merged: Content[] = []
  for (const content of contents) {
    const last = merged.at(-1)
    if (last?.role !== content.role) merged.push(content)
    else
      merged[merged.length - 1] = { role: last.role, parts: resultsFirst([...last.parts, ...content.parts]) }
  }
  return merged
}

function resultsFirst(parts: readonly Json[]): Json[] {
  const results: Json[] = []
  const others: Json[] = []
  let afterResult = false
  for (const part of parts) {
    afterResult = 'functionResponse' in part || (afterResult && !('text' in part))
    ;(afterResult ? results : others).push(part)
  }
  return [...results, ...others]
}

/** What Google names for history that another model has made.
 * @see https://ai.google.dev/gemini-api/docs/thought-signatures#faqs */
const NO_SIGNATURE = 'skip_thought_signature_validator'

/** Gemini 3 refuses calls of the turn under way whose step has no signature; of parallel calls the first one has it. The
 * turn under way begins with the last thing that the user has said, other than results. */
function withSignatures(contents: readonly Content[]): Content[] {
  const begin = contents.findLastIndex(
    ({ role, parts }) => role === 'user' && !parts.some((part) => 'functionResponse' in part),
  )
  return contents.map((content, index) => {
    if (index < begin || content.role !== 'model') return content
    const first = content.parts.findIndex((part) => 'functionCall' in part)
    const call = content.parts[first]
    if (!call || isText(call.thoughtSignature) || isServed(content.parts)) return content
    return { ...content, parts: content.parts.with(first, { ...call, thoughtSignature: NO_SIGNATURE }) }
  })
}

/** Calls that Google answered itself are not checked. */
const isServed = (parts: readonly Json[]): boolean => parts.some((part) => 'functionResponse' in part)
