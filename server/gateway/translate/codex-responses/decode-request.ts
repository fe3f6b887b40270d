import { isRecord } from '../ir/metering'
import type { Part, TextPart } from '../ir/parts'
import { badField, recordOf, textOf } from '../ir/read-fields'
import type { Fields } from '../ir/read-fields'
import { isEffort } from '../ir/reasoning'
import type { Reasoning } from '../ir/reasoning'
import { NO_SAMPLING } from '../ir/request'
import type { IrRequest, OutputFormat, Tool, Turn } from '../ir/request'
import { decodeItem } from './decode-item'
import type { DecodedItem } from './decode-item'
import { decodeToolChoice, decodeTools } from './decode-tools'
import { ownExtras, readOwn, restOf } from './own-extras'

/** Members with a place in the IR; all others stay in the extras under their own names. */
const KNOWN = [
  'model',
  'stream',
  'input',
  'instructions',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'reasoning',
  'text',
  'temperature',
  'top_p',
  'max_output_tokens',
  'user',
  'service_tier',
]

/** Members that bring a conversation without `input`. */
const STATES = ['previous_response_id', 'conversation', 'prompt'] as const

/** @see https://platform.openai.com/docs/api-reference/responses/create
 * @throws GatewayError bad_request with the place of what is wrong */
export function decodeRequest(body: unknown): IrRequest {
  if (!isRecord(body)) throw badField('body', 'an object')
  const fields = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null))
  const input = decodeInput(fields)
  const toolChoice = decodeToolChoice(fields.tool_choice)
  const format = decodeFormat(fields.text)
  const cacheKey = textOf(fields.prompt_cache_key)
  return {
    model: optional(fields, 'model', 'string'),
    stream: optional(fields, 'stream', 'boolean') ?? false,
    system: [...decodeInstructions(fields.instructions), ...input.system],
    turns: input.turns,
    tools: [...decodeTools(fields.tools, 'tools'), ...input.tools],
    toolChoice,
    parallelTools: optional(fields, 'parallel_tool_calls', 'boolean'),
    reasoning: decodeReasoningSettings(fields.reasoning),
    output: format,
    sampling: {
      ...NO_SAMPLING,
      temperature: optional(fields, 'temperature', 'number'),
      topP: optional(fields, 'top_p', 'number'),
    },
    maxTokens: optional(fields, 'max_output_tokens', 'number'),
    stop: [],
    candidates: null,
    // Codex names its session by the cache key alone.
    user: optional(fields, 'user', 'string') ?? cacheKey,
    serviceTier: optional(fields, 'service_tier', 'string'),
    streamUsage: false,
    extras: ownExtras({
      ...restOf(fields, ...KNOWN),
      ...filled('reasoning', reasoningRest(recordOf(fields.reasoning))),
      ...filled('text', restOf(recordOf(fields.text), ...(format ? ['format'] : []))),
      ...(fields.tool_choice !== undefined && toolChoice === null && { tool_choice: fields.tool_choice }),
    }),
  }
}

interface Kinds {
  string: string
  number: number
  boolean: boolean
}

function optional<K extends keyof Kinds>(fields: Fields, name: string, kind: K): Kinds[K] | null {
  const value = fields[name]
  if (value === undefined) return null
  if (!isKind(value, kind)) throw badField(name, `a ${kind}`)
  return value
}

const isKind = <K extends keyof Kinds>(value: unknown, kind: K): value is Kinds[K] => typeof value === kind

function decodeInstructions(instructions: unknown): TextPart[] {
  if (instructions === undefined) return []
  // Answers repeat instructions as items; requests have text.
  if (typeof instructions !== 'string') throw badField('instructions', 'a string')
  return [{ type: 'text', text: instructions, extras: ownExtras({ instructions: true }) }]
}

interface DecodedInput {
  system: TextPart[]
  turns: { role: Turn['role']; parts: Part[] }[]
  tools: Tool[]
}

function decodeInput(fields: Fields): DecodedInput {
  const { input } = fields
  const decoded: DecodedInput = { system: [], turns: [], tools: [] }
  if (typeof input === 'string') {
    const extras = ownExtras({ input: true })
    decoded.turns.push({ role: 'user', parts: [{ type: 'text', text: input, extras }] })
    return decoded
  }
  if (input === undefined && STATES.some((state) => fields[state] !== undefined)) return decoded
  if (!Array.isArray(input)) throw badField('input', 'a string or a list')
  const calls = new Set<string>()
  for (const [at, item] of input.entries()) {
    const place = `input.${String(at)}`
    if (!isRecord(item)) throw badField(place, 'an object')
    if (item.type === 'additional_tools') {
      const additional = { at, item: restOf(item, 'tools') }
      decoded.tools.push(...decodeTools(item.tools, `${place}.tools`, { additional }))
    } else takeItem(decoded, decodeItem(item, place, calls))
  }
  return decoded
}

/** Instructions before the conversation are the system's; adjoining items of one side are one turn, in which results
 * come first. */
function takeItem(decoded: DecodedInput, { role, parts }: DecodedItem): void {
  const texts = parts.filter((part) => part.type === 'text')
  if (role === 'system' && decoded.turns.length === 0 && texts.length === parts.length) {
    decoded.system.push(...texts)
    return
  }
  if (parts.length === 0) return
  const last = decoded.turns.at(-1)
  const resultsFirst = parts[0]?.type !== 'tool_result' || last?.parts.at(-1)?.type === 'tool_result'
  if (last?.role === role && resultsFirst) last.parts.push(...parts)
  else decoded.turns.push({ role, parts: [...parts] })
}

function decodeReasoningSettings(reasoning: unknown): Reasoning | null {
  if (reasoning === undefined) return null
  if (!isRecord(reasoning)) throw badField('reasoning', 'an object')
  const effort = isEffort(reasoning.effort) ? reasoning.effort : null
  const summary = reasoning.summary ?? reasoning.generate_summary
  return {
    mode: effort === 'none' ? 'off' : effort === null ? 'auto' : 'on',
    effort,
    budget: null,
    visible: typeof summary === 'string' && summary !== 'none' ? true : null,
  }
}

/** What the common words do not give back: an effort of a later version, another summary than the usual one. */
const reasoningRest = (reasoning: Fields): Fields =>
  restOf(
    reasoning,
    ...(isEffort(reasoning.effort) ? ['effort'] : []),
    ...(reasoning.summary === 'auto' ? ['summary'] : []),
  )

const filled = (name: string, fields: Fields): Fields =>
  Object.keys(fields).length > 0 ? { [name]: fields } : {}

function decodeFormat(text: unknown): OutputFormat | null {
  if (text === undefined) return null
  if (!isRecord(text)) throw badField('text', 'an object')
  const format = recordOf(text.format)
  switch (format.type) {
    case 'text':
      return { kind: 'text' }
    case 'json_object':
      return { kind: 'json' }
    case 'json_schema':
      if (!isRecord(format.schema)) throw badField('text.format.schema', 'a JSON schema')
      return {
        kind: 'schema',
        name: textOf(format.name),
        description: textOf(format.description),
        schema: format.schema,
        strict: typeof format.strict === 'boolean' ? format.strict : null,
      }
    default:
      return null
  }
}

/** Whether this dialect decoded the request: then what it keeps beside it is all there. */
export const isOwnRequest = (request: IrRequest): boolean => request.extras['codex-responses'] !== undefined

/** Members of the request that only this dialect has, under their own names. */
export const ownMembers = (request: IrRequest): Readonly<Fields> => readOwn(request.extras)
