import { isRecord } from '../ir/metering'
import type { Part, ReasoningPart, ToolCallPart, ToolResultPart, UnknownPart } from '../ir/parts'
import { badField, listOf, textOf } from '../ir/read-fields'
import type { Fields } from '../ir/read-fields'
import { openSignature } from '../ir/signature'
import type { Turn } from '../ir/request'
import { decodeContentPart } from './decode-content'
import type { ContentPart } from './decode-content'
import { ownExtras, readOwn, restOf } from './own-extras'

/** What one item of `input` says, and whose turn it belongs to. */
export interface DecodedItem {
  readonly role: Turn['role']
  readonly parts: readonly Part[]
}

/** Items that the client makes. All other kinds without a meaning of their own are the model's. */
const CLIENTS_ITEMS = /_output$|_response$|^item_reference$|^compaction/

/** @param calls ids of the client's own tool calls so far; a call found here is added
 * @throws GatewayError bad_request with the place */
export function decodeItem(item: Fields, place: string, calls: Set<string>): DecodedItem {
  const type = typeOf(item, place)
  if (type === 'message') return decodeMessage(item, place)
  if (type === 'reasoning') return { role: 'assistant', parts: [decodeReasoning(item)] }
  const call = decodeCall(item, type)
  if (call !== null) {
    calls.add(call.id)
    return { role: 'assistant', parts: [call] }
  }
  if (type === 'function_call' || type === 'custom_tool_call')
    throw badField(place, 'a call_id and a name, both strings')
  const result = decodeResult(item, type, place, calls)
  if (result !== null) return { role: 'user', parts: [result] }
  return { role: CLIENTS_ITEMS.test(type) ? 'user' : 'assistant', parts: [unknownItem(item, type)] }
}

/** Messages need no type, references have neither type nor role. */
function typeOf(item: Fields, place: string): string {
  if (typeof item.type === 'string') return item.type
  if (item.role !== undefined) return 'message'
  if (typeof item.id === 'string') return 'item_reference'
  throw badField(place, 'an item with a type or a role')
}

export const unknownItem = (raw: Fields, name: string): UnknownPart => ({
  type: 'unknown',
  dialect: 'codex-responses',
  name,
  raw,
})

function decodeMessage(item: Fields, place: string): DecodedItem {
  const role = roleOf(item.role)
  if (role === null) throw badField(`${place}.role`, 'user, assistant, system or developer')
  const usual = role === 'assistant' ? 'output_text' : 'input_text'
  const { content } = item
  const envelope = {
    item: restOf(item, 'type', 'role', 'content'),
    ...(item.type !== 'message' && { easy: true }),
    ...(role === 'system' && { role: item.role }),
  }
  if (typeof content === 'string')
    return {
      role,
      parts: [{ type: 'text', text: content, extras: ownExtras({ ...envelope, string: true }) }],
    }
  if (!Array.isArray(content)) throw badField(`${place}.content`, 'a string or a list')
  const parts = content.map((part: unknown, at) =>
    decodeContentPart(part, usual, `${place}.content.${String(at)}`),
  )
  // An unknown part has no room for what the message says beside its content.
  if (parts[0]?.type === 'unknown') return { role, parts: [unknownItem(item, 'message')] }
  return { role, parts: parts.map((part, at) => inMessage(part, at === 0 ? envelope : { joins: true })) }
}

/** @param where the message's own members for its first part, the mark of a later one else */
export function inMessage(part: ContentPart, where: Fields): ContentPart {
  if (part.type === 'unknown') return part
  return { ...part, extras: ownExtras({ ...readOwn(part.extras), ...where }) }
}

function roleOf(role: unknown): Turn['role'] | null {
  if (role === 'user' || role === 'assistant') return role
  return role === 'system' || role === 'developer' ? 'system' : null
}

/** The summary, or where a provider shows them the thoughts themselves. Their division is kept beside. */
export function decodeReasoning(item: Fields): ReasoningPart {
  const text = [...listOf(item.summary), ...listOf(item.content)]
    .map((segment) => (isRecord(segment) ? (textOf(segment.text) ?? '') : ''))
    .join('\n\n')
  return {
    type: 'reasoning',
    text,
    redacted: false,
    signature:
      typeof item.encrypted_content === 'string'
        ? openSignature(item.encrypted_content, 'codex-responses')
        : null,
    extras: ownExtras({ item: restOf(item, 'type', 'encrypted_content') }),
  }
}

/** A call of a tool that the client runs; null for all else. Calls of built-in kinds keep their item as it is. */
export function decodeCall(item: Fields, type: string): ToolCallPart | null {
  const id = idOf(item)
  if (id === null) return null
  switch (type) {
    case 'function_call':
    case 'custom_tool_call':
      return namedCall(item, type, id)
    case 'local_shell_call':
      return builtInCall(item, id, 'local_shell', item.action)
    case 'shell_call':
      // In a container of the provider's, the provider runs it.
      return isRecord(item.environment) && item.environment.type !== 'local'
        ? null
        : builtInCall(item, id, 'shell', item.action)
    case 'apply_patch_call':
      return builtInCall(item, id, 'apply_patch', item.operation)
    default:
      return null
  }
}

/** Some backends leave one of the two out or empty. */
const idOf = ({ call_id: callId, id }: Fields): string | null =>
  [callId, id].map(textOf).find((text) => text !== null && text !== '') ?? null

function namedCall(
  item: Fields,
  type: 'function_call' | 'custom_tool_call',
  id: string,
): ToolCallPart | null {
  const name = textOf(item.name)
  if (name === null) return null
  const kind = type === 'function_call' ? 'function' : 'custom'
  const field = kind === 'function' ? 'arguments' : 'input'
  const text = item[field]
  return {
    type: 'tool_call',
    id,
    name,
    namespace: textOf(item.namespace),
    kind,
    // Some backends send the object itself.
    arguments: isRecord(text) ? JSON.stringify(text) : (textOf(text) ?? ''),
    signature: null,
    extras: ownExtras({ item: restOf(item, 'type', 'call_id', 'name', 'namespace', field) }),
  }
}

const builtInCall = (item: Fields, id: string, name: string, action: unknown): ToolCallPart => ({
  type: 'tool_call',
  id,
  name,
  namespace: null,
  kind: 'function',
  arguments: JSON.stringify(isRecord(action) ? action : {}),
  signature: null,
  extras: ownExtras({ raw: item }),
})

const BUILT_IN_OUTPUTS: ReadonlySet<string> = new Set([
  'local_shell_call_output',
  'shell_call_output',
  'apply_patch_call_output',
])

function decodeResult(
  item: Fields,
  type: string,
  place: string,
  calls: ReadonlySet<string>,
): ToolResultPart | null {
  const callId = idOf(item)
  if (type === 'function_call_output' || type === 'custom_tool_call_output') {
    if (typeof item.call_id !== 'string') throw badField(`${place}.call_id`, 'a string')
    return toolOutput(item, item.call_id, type === 'function_call_output' ? 'function' : 'custom', place)
  }
  if (!BUILT_IN_OUTPUTS.has(type) || callId === null || !calls.has(callId)) return null
  const text = typeof item.output === 'string' ? item.output : JSON.stringify(item.output ?? '')
  return {
    type: 'tool_result',
    callId,
    name: null,
    kind: 'function',
    isError: item.status === 'failed',
    content: [{ type: 'text', text }],
    extras: ownExtras({ raw: item }),
  }
}

function toolOutput(
  item: Fields,
  callId: string,
  kind: 'function' | 'custom',
  place: string,
): ToolResultPart {
  const { output } = item
  const rest = restOf(item, 'type', 'call_id', 'output')
  const part = { type: 'tool_result', callId, name: null, kind, isError: false } as const
  if (typeof output === 'string')
    return {
      ...part,
      content: [{ type: 'text', text: output }],
      extras: ownExtras({ item: rest, string: true }),
    }
  if (!Array.isArray(output)) throw badField(`${place}.output`, 'a string or a list')
  const content = output.map((raw: unknown, at) => {
    const decoded = decodeContentPart(raw, 'input_text', `${place}.output.${String(at)}`)
    return decoded.type === 'refusal' ? ({ type: 'text', text: decoded.text } as const) : decoded
  })
  return { ...part, content, extras: ownExtras({ item: rest }) }
}
