import { isRecord } from '../ir/metering'
import type { Part, TextPart } from '../ir/parts'
import {
  extrasOf,
  readBoolean,
  readList,
  readNumber,
  readOptional,
  readRecord,
  readText,
  refuse,
  without,
} from '../ir/read-fields'
import type { Fields } from '../ir/read-fields'
import { NO_SAMPLING } from '../ir/request'
import type { IrRequest, Turn } from '../ir/request'
import { openSignature } from '../ir/signature'
import { decodeContent, decodeText } from './decode-blocks'
import { decodeTool, decodeToolChoice } from './decode-tools'
import { readIntent } from './read-intent'

const open = (text: string) => openSignature(text, 'claude')

/** Members that the IR says in full. The others, and those that it says in part, stay in the extras as they came. */
const SAID = [
  'model',
  'stream',
  'system',
  'messages',
  'tools',
  'tool_choice',
  'max_tokens',
  'temperature',
  'top_p',
  'top_k',
  'stop_sequences',
  'service_tier',
]

/** A Messages request; one for count_tokens is the same without `max_tokens`.
 * @throws GatewayError bad_request
 * @see https://docs.anthropic.com/en/api/messages */
export function decodeRequest(
  value: unknown,
  path: { model: string | null; stream: boolean | null },
): IrRequest {
  const body = readRecord(value, 'body')
  const optional = <T>(name: string, read: (value: unknown, place: string) => T) =>
    readOptional(body[name], name, read)
  const { system, head } = decodeSystem(body.system)
  const metadata = optional('metadata', readRecord)
  const extras = { ...without(body, SAID), ...(head.length > 0 && { system: head }) }
  return {
    model: path.model ?? optional('model', readText),
    stream: path.stream ?? optional('stream', readBoolean) ?? false,
    system,
    turns: decodeTurns(body.messages),
    tools: (optional('tools', readList) ?? []).map((tool, at) => decodeTool(tool, `tools.${at}`)),
    ...decodeToolChoice(body.tool_choice),
    ...readIntent(body),
    sampling: {
      ...NO_SAMPLING,
      temperature: optional('temperature', readNumber),
      topP: optional('top_p', readNumber),
      topK: optional('top_k', readNumber),
    },
    maxTokens: optional('max_tokens', readNumber),
    stop: (optional('stop_sequences', readList) ?? []).map((text, at) =>
      readText(text, `stop_sequences.${at}`),
    ),
    candidates: null,
    user: typeof metadata?.user_id === 'string' ? metadata.user_id : null,
    serviceTier: optional('service_tier', readText),
    streamUsage: false,
    extras: Object.keys(extras).length > 0 ? { claude: extras } : {},
  }
}

/** Claude Code's first system block is a line for Anthropic's accounts, another one for each request. For any other
 * provider it would only spoil the prompt cache, so it goes by the side. */
const BILLING = 'x-anthropic-billing-header'

function decodeSystem(value: unknown): { system: TextPart[]; head: Fields[] } {
  if (value === undefined || value === null || value === '') return { system: [], head: [] }
  if (typeof value === 'string') return { system: [{ type: 'text', text: value }], head: [] }
  if (!Array.isArray(value)) return refuse('system', 'a string or a list of text blocks')
  const blocks = value.map((block: unknown, at) => {
    const place = `system.${at}`
    return isRecord(block) && block.type === 'text' ? { block, place } : refuse(place, 'a text block')
  })
  const isHead = ({ block }: { block: Fields }) =>
    typeof block.text === 'string' && block.text.startsWith(BILLING)
  const first = blocks.findIndex((entry) => !isHead(entry))
  const end = first < 0 ? blocks.length : first
  return {
    head: blocks.slice(0, end).map(({ block }) => block),
    system: blocks.slice(end).map(({ block, place }) => decodeText(block, place)),
  }
}

function decodeTurns(value: unknown): Turn[] {
  const messages = readList(value, 'messages')
  if (messages.length === 0) refuse('messages', 'at least one message')
  return messages.map((message, at) => decodeTurn(message, `messages.${at}`))
}

function decodeTurn(value: unknown, place: string): Turn {
  const message = readRecord(value, place)
  const { role } = message
  const parts = decodeContent(message.content, `${place}.content`, open)
  const rest = extrasOf('claude', message, ['role', 'content'])
  switch (role) {
    case 'user':
      return { role, parts: resultsFirst(parts), ...rest }
    case 'assistant':
      return { role, parts, ...rest }
    case 'system':
      // The extras, if only empty ones, tell the encoder that this client may say so.
      return { role, parts, extras: { claude: {}, ...rest.extras } }
    default:
      return refuse(`${place}.role`, 'user, assistant or system')
  }
}

export const resultsFirst = (parts: readonly Part[]): Part[] => [
  ...parts.filter(({ type }) => type === 'tool_result'),
  ...parts.filter(({ type }) => type !== 'tool_result'),
]
