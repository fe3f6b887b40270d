import { isRecord } from '../ir/metering'
import type { Part, TextPart, ToolCallPart, ToolResultPart } from '../ir/parts'
import {
  extrasOf,
  flagOf,
  isEmpty,
  listOf,
  numberOf,
  present,
  recordOf,
  refuse,
  textOf,
  without,
} from '../ir/read-fields'
import type { Fields } from '../ir/read-fields'
import { isEffort } from '../ir/reasoning'
import type { IrRequest, OutputFormat, Turn } from '../ir/request'
import { decodeContent, decodeTextContent } from './decode-content'
import { decodeToolChoice, decodeTools } from './decode-tools'

/** Top-level members that the IR has a place for. `max_tokens` and `max_completion_tokens` stay in the extras as well: there
 * are providers that know only one of the two names. */
const KNOWN = [
  'model',
  'messages',
  'stream',
  'stream_options',
  'tools',
  'functions',
  'parallel_tool_calls',
  'stop',
  'n',
  'temperature',
  'top_p',
  'top_k',
  'seed',
  'presence_penalty',
  'frequency_penalty',
  'user',
  'service_tier',
]

/** @see https://platform.openai.com/docs/api-reference/chat/create
 * @throws GatewayError bad_request */
export function decodeRequest(body: unknown): IrRequest {
  if (!isRecord(body)) refuse('body', 'an object')
  if (!Array.isArray(body.messages)) refuse('messages', 'a list')
  const { system, turns } = decodeMessages(listOf(body.messages))
  const effort = body.reasoning_effort
  const toolChoice = decodeToolChoice(body.tool_choice ?? body.function_call)
  const output = decodeFormat(body.response_format)
  const options = without(recordOf(body.stream_options), ['include_usage'])
  const said = [
    ...KNOWN,
    ...(isEffort(effort) ? ['reasoning_effort'] : []),
    ...(toolChoice ? ['tool_choice', 'function_call'] : []),
    ...(output ? ['response_format'] : []),
  ]
  return {
    model: textOf(body.model),
    stream: body.stream === true,
    system,
    turns,
    tools: decodeTools(body),
    toolChoice,
    parallelTools: flagOf(body.parallel_tool_calls),
    reasoning: isEffort(effort)
      ? { mode: effort === 'none' ? 'off' : 'on', effort, budget: null, visible: null }
      : null,
    output,
    sampling: {
      temperature: numberOf(body.temperature),
      topP: numberOf(body.top_p),
      topK: numberOf(body.top_k),
      seed: numberOf(body.seed),
      presencePenalty: numberOf(body.presence_penalty),
      frequencyPenalty: numberOf(body.frequency_penalty),
    },
    maxTokens: numberOf(body.max_completion_tokens) ?? numberOf(body.max_tokens),
    stop:
      typeof body.stop === 'string'
        ? [body.stop]
        : listOf(body.stop).filter((one) => typeof one === 'string'),
    candidates: numberOf(body.n),
    user: textOf(body.user) ?? textOf(body.safety_identifier),
    serviceTier: textOf(body.service_tier),
    streamUsage: recordOf(body.stream_options).include_usage === true,
    // If only empty ones: they tell the encoder whose request it is.
    extras: {
      'openai-chat': {
        ...present(without(body, said)),
        ...(!isEmpty(options) && { stream_options: options }),
      },
    },
  }
}

function decodeFormat(value: unknown): OutputFormat | null {
  const { type, json_schema: described } = recordOf(value)
  if (type === 'text') return { kind: 'text' }
  if (type === 'json_object') return { kind: 'json' }
  if (type !== 'json_schema') return null
  const { name, description, schema, strict } = recordOf(described)
  return {
    kind: 'schema',
    name: textOf(name),
    description: textOf(description),
    schema: isRecord(schema) || typeof schema === 'boolean' ? schema : {},
    strict: flagOf(strict),
  }
}

/** Instructions in front of the first other message are the system's; later ones are turns. */
function decodeMessages(messages: readonly unknown[]): { system: TextPart[]; turns: Turn[] } {
  const system: TextPart[] = []
  const turns: Turn[] = []
  for (const [at, message] of messages.entries()) {
    const place = `messages.${String(at)}`
    if (!isRecord(message)) refuse(place, 'an object')
    const { role } = message
    if (role === 'system' || role === 'developer') {
      const parts = decodeTextContent(message.content, `${place}.content`, { role, ...named(message) })
      if (turns.length === 0) system.push(...parts)
      else turns.push({ role: 'system', parts })
    } else turns.push(decodeTurn(role, message, place))
  }
  return { system, turns }
}

const named = ({ name }: Fields): Fields => (typeof name === 'string' ? { name } : {})

function decodeTurn(role: unknown, message: Fields, place: string): Turn {
  switch (role) {
    case 'user': {
      const parts = decodeContent(message.content, `${place}.content`)
      return { role, parts, ...extrasOf('openai-chat', message, ['role', 'content']) }
    }
    case 'assistant':
      return decodeAssistant(message, place)
    case 'tool':
    case 'function': {
      // The old `function` role answers by name; so does its call.
      const callId = textOf(message.tool_call_id) ?? textOf(message.name)
      if (callId === null) refuse(`${place}.tool_call_id`, 'a string')
      return { role: 'user', parts: [decodeResult(callId, message, place)] }
    }
    default:
      return refuse(`${place}.role`, 'system, developer, user, assistant or tool')
  }
}

/** OpenAI takes text alone from a tool, and there are servers that take pictures. */
function decodeResult(callId: string, message: Fields, place: string): ToolResultPart {
  const content = decodeContent(message.content, `${place}.content`).filter(
    (part) => part.type === 'text' || part.type === 'unknown' || 'source' in part,
  )
  const extras = { 'openai-chat': without(message, ['role', 'tool_call_id', 'content']) }
  const name = textOf(message.name)
  return { type: 'tool_result', callId, name, kind: 'function', isError: false, content, extras }
}

const THOUGHT_FIELDS = ['reasoning_content', 'reasoning'] as const

function decodeAssistant(message: Fields, place: string): Turn {
  const parts: Part[] = []
  const field = THOUGHT_FIELDS.find((name) => typeof message[name] === 'string')
  if (field !== undefined) {
    // Servers that want the thoughts back want them under the name that they gave them, be they empty.
    const extras = { 'openai-chat': { field } }
    parts.push({
      type: 'reasoning',
      text: textOf(message[field]) ?? '',
      redacted: false,
      signature: null,
      extras,
    })
  }
  if (message.content !== null && message.content !== undefined)
    parts.push(...decodeContent(message.content, `${place}.content`))
  if (typeof message.refusal === 'string') parts.push({ type: 'refusal', text: message.refusal })
  for (const [at, call] of listOf(message.tool_calls).entries())
    parts.push(decodeCall(call, `${place}.tool_calls.${String(at)}`))
  if (isRecord(message.function_call)) {
    const name = textOf(message.function_call.name) ?? ''
    parts.push(functionCall(name, name, message.function_call))
  }
  const known = ['role', 'content', 'refusal', 'tool_calls', 'function_call']
  if (field !== undefined) known.push(field)
  return { role: 'assistant', parts, ...extrasOf('openai-chat', message, known) }
}

const functionCall = (id: string, name: string, call: Fields): ToolCallPart => ({
  type: 'tool_call',
  id,
  name,
  namespace: null,
  kind: 'function',
  arguments: textOf(call.arguments) ?? '',
  signature: null,
})

function decodeCall(call: unknown, place: string): ToolCallPart {
  if (!isRecord(call)) refuse(place, 'an object')
  const id = textOf(call.id)
  if (id === null || id === '') refuse(`${place}.id`, 'a string')
  const extras = extrasOf('openai-chat', call, ['id', 'type', 'function', 'custom'])
  const custom = call.custom
  if (isRecord(custom)) {
    const name = textOf(custom.name)
    if (name === null) refuse(`${place}.custom.name`, 'a string')
    const input = textOf(custom.input) ?? ''
    return { ...functionCall(id, name, {}), kind: 'custom', arguments: input, ...extras }
  }
  const called = recordOf(call.function)
  const name = textOf(called.name)
  if (name === null) refuse(`${place}.function.name`, 'a string')
  return { ...functionCall(id, name, called), ...extras }
}
