import { createHash } from 'node:crypto'
import type { Part, ToolCallPart } from './parts'
import type { FunctionTool, IrRequest, Tool, ToolChoice, Turn } from './request'
import type { IrEvent, IrResponse } from './response'

/** What a protocol takes for the tools of a request. */
export interface ToolLimits {
  /** Free-form tools, and names in namespaces. */
  readonly custom: boolean
  readonly namespaces: boolean
  readonly maxNameLength: number
  /** Characters that a name must not have. */
  readonly badNameCharacters: RegExp
  readonly maxIdLength: number
}

interface Original {
  readonly name: string
  readonly namespace: string | null
  readonly kind: 'function' | 'custom'
}

/** The way back from the names that went upstream. */
export type ToolNames = ReadonlyMap<string, Original>

/** Give tools the form and the names that the provider's protocol takes, in definitions, calls, results and choice alike.
 * A free-form tool becomes a function with one text, `input`. */
export function fitTools(request: IrRequest, limits: ToolLimits): { request: IrRequest; names: ToolNames } {
  const names = new Map<string, Original>()
  const sent = new Map<string, string>()

  function nameOf(name: string, namespace: string | null, kind: Original['kind']): string {
    const key = `${namespace ?? ''}\u0000${name}`
    const known = sent.get(key)
    if (known !== undefined) return known
    let fitted = fitName(namespace === null || limits.namespaces ? name : `${namespace}__${name}`, limits)
    if (names.has(fitted)) fitted = shortened(`${fitted}\u0000${key}`, fitted, limits.maxNameLength)
    sent.set(key, fitted)
    names.set(fitted, { name, namespace, kind })
    return fitted
  }

  const fitTool = (tool: Tool): Tool => {
    if (tool.kind === 'hosted') return tool
    const name = nameOf(tool.name, tool.namespace, tool.kind)
    const namespace = limits.namespaces ? tool.namespace : null
    if (tool.kind === 'custom' && !limits.custom) return wrapped({ ...tool, name, namespace })
    return { ...tool, name, namespace }
  }

  const fitPart = (part: Part): Part => {
    if (part.type === 'tool_result') {
      const callId = fitId(part.callId, limits.maxIdLength)
      const same = callId === part.callId && (part.kind === 'function' || limits.custom)
      return same ? part : { ...part, callId, ...unwrapKind(part.kind, limits) }
    }
    if (part.type !== 'tool_call') return part
    const id = fitId(part.id, limits.maxIdLength)
    const name = nameOf(part.name, part.namespace, part.kind)
    const namespace = limits.namespaces ? part.namespace : null
    const isSame = id === part.id && name === part.name && namespace === part.namespace
    if (isSame && (part.kind === 'function' || limits.custom)) return part
    return {
      ...part,
      id,
      name,
      namespace,
      ...(part.kind === 'custom' &&
        !limits.custom && {
          kind: 'function' as const,
          arguments: JSON.stringify({ input: part.arguments }),
        }),
    }
  }

  const tools = request.tools.map(fitTool)
  const turns = request.turns.map((turn): Turn => {
    const parts = turn.parts.map(fitPart)
    return parts.every((part, at) => part === turn.parts[at]) ? turn : { ...turn, parts }
  })
  const toolChoice = request.toolChoice && fitChoice(request.toolChoice, request.tools, nameOf)
  return { request: { ...request, tools, turns, toolChoice }, names }
}

const unwrapKind = (kind: Original['kind'], limits: ToolLimits) =>
  kind === 'custom' && !limits.custom ? { kind: 'function' as const } : {}

function fitChoice(
  choice: ToolChoice,
  tools: readonly Tool[],
  nameOf: (name: string, namespace: string | null, kind: Original['kind']) => string,
): ToolChoice {
  const fit = (name: string): string => {
    const tool = tools.find((candidate) => candidate.kind !== 'hosted' && candidate.name === name)
    return tool && tool.kind !== 'hosted' ? nameOf(name, tool.namespace, tool.kind) : name
  }
  if (choice.mode === 'one') return { mode: 'one', name: fit(choice.name) }
  return choice.mode === 'subset' ? { ...choice, names: choice.names.map(fit) } : choice
}

const wrapped = (tool: Extract<Tool, { kind: 'custom' }>): FunctionTool => ({
  kind: 'function',
  name: tool.name,
  namespace: tool.namespace,
  description: describeFormat(tool.description, tool.format),
  parameters: {
    type: 'object',
    properties: { input: { type: 'string', description: 'The whole input of the tool, as plain text.' } },
    required: ['input'],
    additionalProperties: false,
  },
  strict: null,
})

/** The grammar cannot be enforced elsewhere; the model can still read it. */
function describeFormat(description: string | null, format: unknown): string | null {
  if (typeof format !== 'object' || format === null || !('definition' in format)) return description
  const { definition } = format
  return typeof definition === 'string'
    ? `${description ?? ''}\n\nThe input must match this grammar:\n${definition}`.trim()
    : description
}

function fitName(name: string, { maxNameLength, badNameCharacters }: ToolLimits): string {
  const clean = name.replace(badNameCharacters, '_') || 'tool'
  return clean.length <= maxNameLength && clean === name ? clean : shortened(name, clean, maxNameLength)
}

/** Readable, and different for different originals. */
const shortened = (original: string, readable: string, maxLength: number): string =>
  `${readable.slice(0, maxLength - 9)}_${digest(original, 8)}`

/** The same id for a call and its result, in a form that every protocol takes. */
const fitId = (id: string, maxLength: number): string =>
  id.length <= maxLength && /^[\w-]+$/.test(id) ? id : `call_${digest(id, 24)}`

const digest = (text: string, length: number): string =>
  createHash('sha256').update(text).digest('hex').slice(0, length)

/** Give a provider's tool calls the names and the form in which the client knows them.
 * @returns a function to be called with each event in turn, parts in sequence */
export function restoreTools(names: ToolNames): (event: IrEvent) => IrEvent[] {
  /** The free-form call under way: its text is known once its JSON is whole. */
  let wrappedCall: { index: number; json: string } | null = null
  return (event) => {
    if (event.type === 'part-start' && event.part.type === 'tool_call') {
      const original = names.get(event.part.name)
      if (original?.kind === 'custom' && event.part.kind === 'function')
        wrappedCall = { index: event.index, json: '' }
      return [{ ...event, part: { ...restoredName(event.part, names), arguments: '' } }]
    }
    if (wrappedCall && event.type === 'arguments' && event.index === wrappedCall.index) {
      wrappedCall.json += event.text
      return []
    }
    if (wrappedCall && event.type === 'part-end' && event.index === wrappedCall.index) {
      const text = unwrapped(wrappedCall.json)
      wrappedCall = null
      return [{ type: 'arguments', index: event.index, text }, event]
    }
    return [event]
  }
}

/** The same for a whole answer. */
export function restoreToolsIn(response: IrResponse, names: ToolNames): IrResponse {
  if (!response.parts.some(({ type }) => type === 'tool_call')) return response
  const parts = response.parts.map((part) => {
    if (part.type !== 'tool_call') return part
    const restored = restoredName(part, names)
    const wrapping = restored.kind === 'custom' && part.kind === 'function'
    return wrapping ? { ...restored, arguments: unwrapped(part.arguments) } : restored
  })
  return { ...response, parts }
}

function restoredName(part: ToolCallPart, names: ToolNames): ToolCallPart {
  const original = names.get(part.name)
  return original
    ? { ...part, name: original.name, namespace: original.namespace, kind: original.kind }
    : part
}

/** A model that was told to send `{"input": …}` may still send the text alone. */
function unwrapped(json: string): string {
  try {
    const parsed: unknown = JSON.parse(json)
    if (
      typeof parsed === 'object' &&
      parsed !== null &&
      'input' in parsed &&
      typeof parsed.input === 'string'
    )
      return parsed.input
    return typeof parsed === 'string' ? parsed : json
  } catch {
    return json
  }
}
