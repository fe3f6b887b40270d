import type { Finish, FinishReason } from '../ir/response'

const REASONS: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool_calls',
  function_call: 'tool_calls',
  content_filter: 'content_filter',
}

/** What an answer holds, for the reasons that chat does not name. */
export interface Held {
  /** A tool call: OpenAI says `stop` when the choice named the tool, and others say nothing. */
  readonly calls: boolean
  /** A refusal, which is a part of its own, and ends with `stop`. */
  readonly refusal: boolean
}

export function decodeFinish(raw: string, { calls, refusal }: Held): Finish {
  const reason = Object.hasOwn(REASONS, raw) ? (REASONS[raw] ?? 'stop') : 'stop'
  if (reason === 'length' || reason === 'content_filter') return { reason, stopSequence: null, raw }
  // A client that is told of calls which are not there would wait for itself.
  return { reason: calls ? 'tool_calls' : refusal ? 'refusal' : 'stop', stopSequence: null, raw }
}

const WORDS: Record<FinishReason, string> = {
  stop: 'stop',
  stop_sequence: 'stop',
  length: 'length',
  tool_calls: 'tool_calls',
  content_filter: 'content_filter',
  refusal: 'content_filter',
  paused: 'stop',
  error: 'stop',
}

export function encodeFinish(finish: Finish | null, { calls, refusal }: Held): string {
  const reason = finish?.reason ?? 'stop'
  if (reason === 'refusal' && refusal) return 'stop'
  // A client runs the tools that were called when it is told that this is why the answer ended.
  return reason === 'stop' && calls ? 'tool_calls' : WORDS[reason]
}
