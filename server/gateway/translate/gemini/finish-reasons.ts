import type { Finish, FinishReason } from '../ir/response'

/** What stands behind the numbers that answers printed from protocol buffers carry.
 * @see https://github.com/googleapis/googleapis/blob/master/google/ai/generativelanguage/v1beta/generative_service.proto */
const UNSAID = 'FINISH_REASON_UNSPECIFIED'
const NUMBERED = [
  UNSAID,
  'STOP',
  'MAX_TOKENS',
  'SAFETY',
  'RECITATION',
  'OTHER',
  'LANGUAGE',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'SPII',
  'MALFORMED_FUNCTION_CALL',
  'IMAGE_SAFETY',
  'UNEXPECTED_TOOL_CALL',
  'TOO_MANY_TOOL_CALLS',
  'IMAGE_PROHIBITED_CONTENT',
  'IMAGE_OTHER',
  'NO_IMAGE',
  'IMAGE_RECITATION',
]

/** `fault`: the model failed, which matters only when it has said nothing of use. */
const REASONS: Readonly<Record<string, FinishReason | 'fault'>> = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  SAFETY: 'content_filter',
  RECITATION: 'content_filter',
  LANGUAGE: 'content_filter',
  BLOCKLIST: 'content_filter',
  PROHIBITED_CONTENT: 'content_filter',
  SPII: 'content_filter',
  MODEL_ARMOR: 'content_filter',
  IMAGE_SAFETY: 'content_filter',
  IMAGE_PROHIBITED_CONTENT: 'content_filter',
  IMAGE_RECITATION: 'content_filter',
  IMAGE_OTHER: 'content_filter',
  CONTINUATION: 'paused',
  MALFORMED_FUNCTION_CALL: 'fault',
  UNEXPECTED_TOOL_CALL: 'fault',
  TOO_MANY_TOOL_CALLS: 'fault',
  NO_IMAGE: 'fault',
  OTHER: 'fault',
}

/** What the answer holds so far. */
export interface Said {
  readonly calls: boolean
  readonly text: boolean
}

/** Gemini has no word for tool calls: it stops, and sometimes calls the call unexpected that it makes all the same.
 * @returns null when `value` names no reason
 * @see https://ai.google.dev/api/generate-content#FinishReason */
export function decodeFinish(value: unknown, said: Said): Finish | null {
  const raw = typeof value === 'number' ? (NUMBERED[value] ?? String(value)) : value
  if (typeof raw !== 'string' || raw === '' || raw === UNSAID) return null
  return { reason: reasonOf(raw, said), stopSequence: null, raw }
}

function reasonOf(raw: string, said: Said): FinishReason {
  const reason = Object.hasOwn(REASONS, raw) ? (REASONS[raw] ?? 'fault') : 'fault'
  if (reason === 'length') return reason
  if (said.calls) return 'tool_calls'
  if (reason !== 'fault') return reason
  return said.text ? 'stop' : 'error'
}

const WORDS: Readonly<Record<FinishReason, string>> = {
  stop: 'STOP',
  stop_sequence: 'STOP',
  tool_calls: 'STOP',
  length: 'MAX_TOKENS',
  content_filter: 'SAFETY',
  refusal: 'SAFETY',
  paused: 'CONTINUATION',
  error: 'OTHER',
}

/** Gemini's own word where the answer came from there, else the nearest. A stream without any is an invalid one to
 * gemini-cli, so an answer that ended without a reason has stopped. */
export function encodeFinish(finish: Finish | null, said: Said): string {
  if (finish === null) return 'STOP'
  const { raw, reason } = finish
  const own = raw !== null && Object.hasOwn(REASONS, raw) && reasonOf(raw, said) === reason
  return own ? raw : WORDS[reason]
}
