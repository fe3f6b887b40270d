import type { Finish, FinishReason } from '../ir/response'

const REASONS: Record<string, FinishReason> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool_calls',
  function_call: 'tool_calls',
  content_filter: 'content_filter',
}

/** @param called a tool call was made: OpenAI says `stop` when the choice named the tool, and others say nothing */
export function decodeFinish(raw: string, called: boolean): Finish {
  const reason = REASONS[raw] ?? 'stop'
  return { reason: called && reason === 'stop' ? 'tool_calls' : reason, stopSequence: null, raw }
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

export const encodeFinish = (finish: Finish | null): string => WORDS[finish?.reason ?? 'stop']
