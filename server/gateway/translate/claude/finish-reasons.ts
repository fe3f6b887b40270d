import { isRecord } from '../ir/metering'
import type { Part } from '../ir/parts'
import type { Finish, FinishReason } from '../ir/response'

/** @see https://docs.anthropic.com/en/api/handling-stop-reasons */
const REASONS: ReadonlyMap<unknown, FinishReason> = new Map<unknown, FinishReason>([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop_sequence'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['tool_use', 'tool_calls'],
  ['refusal', 'refusal'],
  ['pause_turn', 'paused'],
  ['compaction', 'paused'],
])

const WORDS: Record<FinishReason, string> = {
  stop: 'end_turn',
  stop_sequence: 'stop_sequence',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  content_filter: 'refusal',
  refusal: 'refusal',
  paused: 'pause_turn',
  // There is no word for a model that lost its way; what it has said so far stands.
  error: 'end_turn',
}

/** Whether a part calls a tool that the client has to run. Calls that code of the model's makes may have been answered
 * within the same message. */
export function isDirectCall(part: Part): boolean {
  if (part.type !== 'tool_call') return false
  const caller = part.extras?.claude?.caller
  return !isRecord(caller) || caller.type === 'direct'
}

/** What calls an answer has; `direct` as in isDirectCall. */
export type Calls = 'direct' | 'by code' | 'none'

export function callsIn(parts: readonly Part[]): Calls {
  if (parts.some(isDirectCall)) return 'direct'
  return parts.some(({ type }) => type === 'tool_call') ? 'by code' : 'none'
}

/** Backends that only speak like Anthropic say `end_turn` after a call, and a server's own tool is no reason to say
 * `tool_use`. */
export function decodeFinish(stopReason: unknown, stopSequence: unknown, calls: Calls): Finish | null {
  if (typeof stopReason !== 'string') return null
  const told = REASONS.get(stopReason) ?? 'stop'
  return {
    reason: told === 'tool_calls' && calls === 'none' ? 'stop' : withCalls(told, calls),
    stopSequence: typeof stopSequence === 'string' ? stopSequence : null,
    raw: stopReason,
  }
}

const withCalls = (told: FinishReason, calls: Calls): FinishReason =>
  told === 'stop' && calls === 'direct' ? 'tool_calls' : told

export interface StopFields {
  stop_reason: string
  stop_sequence: string | null
}

/** Without `tool_use` a client would not run what was called. */
export function encodeFinish(finish: Finish | null, calls: Calls): StopFields {
  const reason = withCalls(finish?.reason ?? 'stop', calls)
  const raw = finish?.raw ?? null
  return {
    stop_reason: raw !== null && REASONS.get(raw) === reason ? raw : WORDS[reason],
    stop_sequence: finish?.stopSequence ?? null,
  }
}
