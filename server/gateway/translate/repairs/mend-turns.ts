import type { Dialect } from '#server/domain/dialect'
import type { Part, ToolResultPart } from '../ir/parts'
import type { IrRequest, Turn } from '../ir/request'
import { callsOf, joinRuns, mapAnswers } from './join-turns'
import type { OpenCalls } from './join-turns'
import type { Repair } from './repair'

const withTurns = (request: IrRequest, turns: readonly Turn[]): IrRequest =>
  turns === request.turns ? request : { ...request, turns }

/** A part, or a whole message, that says nothing. */
export const emptyContent: Repair = {
  name: 'empty_content',
  ahead: 'every',
  askedBy: {
    claude: /must be non-empty|must have non-empty content|must contain non-whitespace text/i,
    gemini: /must include at least one parts field|contents? (?:is|are) (?:not specified|required)/i,
  },
  mend(request, { to }) {
    const isWhole = ({ parts }: Turn): boolean => parts.length > 0 && !parts.some((part) => isEmpty(part, to))
    if (request.turns.every(isWhole)) return request
    const turns = request.turns.flatMap((turn): Turn[] => {
      const parts = turn.parts.filter((part) => !isEmpty(part, to))
      return parts.length === 0 ? [] : [isWhole(turn) ? turn : { ...turn, parts }]
    })
    return joinRuns({ ...request, turns })
  },
}

/** Anthropic refuses blank text as well. */
const isEmpty = (part: Part, to: Dialect): boolean =>
  (part.type === 'text' && (to === 'claude' ? part.text.trim() : part.text) === '') ||
  (part.type === 'reasoning' && part.text === '' && part.signature === null)

/** A result whose call is gone stays as text: what was said is not lost. */
export const orphanToolResult: Repair = {
  name: 'orphan_tool_result',
  ahead: 'every',
  askedBy: {
    claude: /unexpected `?tool_use_id/i,
    'openai-chat': /role 'tool' must be a response to|'tool' .*preceee?ding message/i,
    'codex-responses': /no tool call found for/i,
    gemini: /function response turn comes immediately after|number of function response parts/i,
  },
  mend(request) {
    const turns = mapAnswers(request.turns, (turn, open) => {
      const isOrphan = (part: Part): part is ToolResultPart =>
        part.type === 'tool_result' && !open.has(part.callId)
      if (!turn.parts.some(isOrphan)) return turn
      return { ...turn, parts: turn.parts.flatMap((part) => (isOrphan(part) ? asText(part) : [part])) }
    })
    return withTurns(request, turns)
  },
}

/** For a model that does not know any more what was asked. */
const asText = (result: ToolResultPart): Part[] => [
  { type: 'text', text: `Result of an earlier tool call${result.name === null ? '' : ` (${result.name})`}:` },
  ...result.content,
]

/** Some clients send a result twice; the first one counts. */
export const repeatedToolResult: Repair = {
  name: 'repeated_tool_result',
  ahead: 'every',
  askedBy: {
    claude: /each tool_use must have a single result/i,
    'codex-responses': /duplicate .*(?:call_id|output)/i,
    gemini: /number of function response parts/i,
  },
  mend(request) {
    const turns = mapAnswers(request.turns, (turn) => {
      if (turn.parts.length < 2) return turn
      const seen = new Set<string>()
      const parts = turn.parts.filter((part) => {
        if (part.type !== 'tool_result') return true
        const first = !seen.has(part.callId)
        seen.add(part.callId)
        return first
      })
      return parts.length === turn.parts.length ? turn : { ...turn, parts }
    })
    return withTurns(request, turns)
  },
}

/** A call that was interrupted gets a result that says so. */
export const unansweredToolCall: Repair = {
  name: 'unanswered_tool_call',
  ahead: 'every',
  askedBy: {
    claude: /`?tool_use`? ids were found without `?tool_result/i,
    'openai-chat': /must be followed by tool messages|did not have response messages/i,
    'codex-responses': /no tool output found for/i,
    gemini: /number of function response parts/i,
  },
  mend(request) {
    const answered = mapAnswers(request.turns, (turn, open) => {
      const missing = unanswered(turn, open)
      return missing.length === 0 ? turn : { ...turn, parts: [...missing, ...turn.parts] }
    })
    const turns = answered.flatMap((turn, at) => {
      if (turn.role !== 'assistant' || nextSpeaker(answered, at) === 'user') return [turn]
      const missing = unanswered({ role: 'user', parts: [] }, callsOf(turn))
      return missing.length === 0 ? [turn] : [turn, { role: 'user' as const, parts: missing }]
    })
    return turns.length === request.turns.length && answered === request.turns
      ? request
      : { ...request, turns }
  },
}

/** Who speaks after a turn; instructions in between do not count. */
function nextSpeaker(turns: readonly Turn[], at: number): Turn['role'] | undefined {
  let next = at + 1
  while (turns[next]?.role === 'system') next += 1
  return turns[next]?.role
}

function unanswered({ parts }: Turn, open: OpenCalls): ToolResultPart[] {
  if (open.size === 0) return []
  const answered = new Set<string>()
  for (const part of parts) if (part.type === 'tool_result') answered.add(part.callId)
  return [...open.values()]
    .filter(({ id }) => !answered.has(id))
    .map((call) => ({
      type: 'tool_result',
      callId: call.id,
      name: call.name,
      kind: call.kind,
      isError: true,
      content: [{ type: 'text', text: 'The call was interrupted; there is no result.' }],
    }))
}

/** Instructions without a message are an answerable request in Chat Completions alone; elsewhere they are the message. */
export const missingMessage: Repair = {
  name: 'missing_message',
  ahead: ['claude', 'codex-responses', 'gemini'],
  askedBy: {},
  mend(request) {
    if (request.turns.some(({ role }) => role !== 'system') || request.system.length === 0) return request
    return { ...request, system: [], turns: [...request.turns, { role: 'user', parts: request.system }] }
  },
}

/** Where an answer cannot be begun by the client (prefill), the model is asked to go on. */
export const trailingAssistant: Repair = {
  name: 'trailing_assistant',
  ahead: ['openai-chat', 'codex-responses'],
  askedBy: {
    claude: /does not support assistant message prefill|must end with a user message|prefill/i,
    'openai-chat': /last message .*(?:must|should) .*user|prefill/i,
    gemini: /ends? with a user role|prefill/i,
  },
  mend(request) {
    if (request.turns.at(-1)?.role !== 'assistant') return request
    const parts = [{ type: 'text' as const, text: 'Go on from where you stopped.' }]
    return { ...request, turns: [...request.turns, { role: 'user', parts }] }
  },
}
