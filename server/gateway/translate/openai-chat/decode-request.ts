import { isRecord } from '../ir/metering'
import type { Part, TextPart, ToolCallPart } from '../ir/parts'
import { isEffort } from '../ir/reasoning'
import type { IrRequest, OutputFormat, Turn } from '../ir/request'
import { decodeContent, decodeTextContent } from './decode-content'
import { decodeToolChoice, decodeTools } from './decode-tools'
import { fieldsOf, flag, list, number, rest, text, wrong } from './read-fields'
import type { Fields } from './read-fields'

/** Top-level members that the IR has a place for. `max_tokens` stays in the extras as well, because some providers know only
 * that name. */
const KNOWN = [
  'model',
  'messages',
  'stream',
  'stream_options',
  'tools',
  'functions',
  'tool_choice',
  'function_call',
  'parallel_tool_calls',
  'reasoning_effort',
  'response_format',
  'max_completion_tokens',
  'stop',
  'n',
  'temperature',
  'top_p',
  'seed',
  'presence_penalty',
  'frequency_penalty',
  'user',
  'service_tier',
]

/** @see https://platform.openai.com/docs/api-reference/chat/create
 * @throws GatewayError bad_request */
export function decodeRequest(body: unknown): IrRequest {
  if (!isRecord(body)) wrong('body', 'must be a JSON object')
  if (!Array.isArray(body.messages)) wrong('messages', 'must be a list')
  const { system, turns } = decodeMessages(list(body.messages))
  const effort = body.reasoning_effort
  const extras = rest(body, KNOWN)
  return {
    model: text(body.model),
    stream: body.stream === true,
    system,
    turns,
    tools: decodeTools(body),
    toolChoice: decodeToolChoice(body.tool_choice ?? body.function_call),
    parallelTools: flag(body.parallel_tool_calls),
    reasoning: isEffort(effort)
      ? { mode: effort === 'none' ? 'off' : 'on', effort, budget: null, visible: null }
      : null,
    output: decodeFormat(body.response_format),
    sampling: {
      temperature: number(body.temperature),
      topP: number(body.top_p),
      topK: null,
      seed: number(body.seed),
      presencePenalty: number(body.presence_penalty),
      frequencyPenalty: number(body.frequency_penalty),
    },
    maxTokens: number(body.max_completion_tokens) ?? number(body.max_tokens),
    stop:
      typeof body.stop === 'string' ? [body.stop] : list(body.stop).filter((one) => typeof one === 'string'),
    candidates: number(body.n),
    user: text(body.user) ?? text(body.safety_identifier),
    serviceTier: text(body.service_tier),
    streamUsage: fieldsOf(body.stream_options).include_usage === true,
    extras: extras ? { 'openai-chat': extras } : {},
  }
}

function decodeFormat(value: unknown): OutputFormat | null {
  const { type, json_schema: described } = fieldsOf(value)
  if (type === 'text') return { kind: 'text' }
  if (type === 'json_object') return { kind: 'json' }
  if (type !== 'json_schema') return null
  const { name, description, schema, strict } = fieldsOf(described)
  return {
    kind: 'schema',
    name: text(name),
    description: text(description),
    schema: isRecord(schema) || typeof schema === 'boolean' ? schema : {},
    strict: flag(strict),
  }
}

/** Instructions in front of the first other message are the system's; later ones are turns. */
function decodeMessages(messages: readonly unknown[]): { system: TextPart[]; turns: Turn[] } {
  const system: TextPart[] = []
  const turns: Turn[] = []
  for (const [at, message] of messages.entries()) {
    const place = `messages.${String(at)}`
    if (!isRecord(message)) wrong(place, 'must be an object')
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
      const extras = rest(message, ['role', 'content'])
      const parts = decodeContent(message.content, `${place}.content`)
      return { role, parts, ...(extras && { extras: { 'openai-chat': extras } }) }
    }
    case 'assistant':
      return decodeAssistant(message, place)
    case 'tool':
    case 'function': {
      // The old `function` role answers by name; so does its call.
      const callId = text(message.tool_call_id) ?? text(message.name)
      if (callId === null) wrong(`${place}.tool_call_id`, 'must be a string')
      const content = decodeTextContent(message.content, `${place}.content`)
      const name = text(message.name)
      return {
        role: 'user',
        parts: [{ type: 'tool_result', callId, name, kind: 'function', isError: false, content }],
      }
    }
    default:
      return wrong(`${place}.role`, 'must be system, developer, user, assistant or tool')
  }
}

function decodeAssistant(message: Fields, place: string): Turn {
  const parts: Part[] = []
  const thought = text(message.reasoning_content) ?? text(message.reasoning)
  if (thought) parts.push({ type: 'reasoning', text: thought, redacted: false, signature: null })
  if (message.content !== null && message.content !== undefined)
    parts.push(...decodeContent(message.content, `${place}.content`))
  if (typeof message.refusal === 'string') parts.push({ type: 'refusal', text: message.refusal })
  for (const [at, call] of list(message.tool_calls).entries())
    parts.push(decodeCall(call, `${place}.tool_calls.${String(at)}`))
  if (isRecord(message.function_call)) {
    const name = text(message.function_call.name) ?? ''
    parts.push(functionCall(name, name, message.function_call))
  }
  const known = [
    'role',
    'content',
    'refusal',
    'tool_calls',
    'function_call',
    'reasoning_content',
    'reasoning',
  ]
  const extras = rest(message, known)
  return { role: 'assistant', parts, ...(extras && { extras: { 'openai-chat': extras } }) }
}

const functionCall = (id: string, name: string, call: Fields): ToolCallPart => ({
  type: 'tool_call',
  id,
  name,
  namespace: null,
  kind: 'function',
  arguments: text(call.arguments) ?? '',
  signature: null,
})

function decodeCall(call: unknown, place: string): ToolCallPart {
  if (!isRecord(call)) wrong(place, 'must be an object')
  const id = text(call.id)
  if (id === null || id === '') wrong(`${place}.id`, 'must be a string')
  const custom = call.custom
  if (isRecord(custom)) {
    const name = text(custom.name)
    if (name === null) wrong(`${place}.custom.name`, 'must be a string')
    const input = text(custom.input) ?? ''
    return { ...functionCall(id, name, {}), kind: 'custom', arguments: input }
  }
  const called = fieldsOf(call.function)
  const name = text(called.name)
  if (name === null) wrong(`${place}.function.name`, 'must be a string')
  return functionCall(id, name, called)
}
