import { isRecord } from '../ir/metering'
import { CONTENT, errorStage, PREAMBLE } from '../ir/stream-stage'
import type { JudgeEvent } from '../ir/stream-stage'

/** A block that has only been opened is empty still: its first delta, or its end, is the content. */
const PREAMBLE_TYPES: ReadonlySet<unknown> = new Set(['message_start', 'ping', 'content_block_start'])

/** @see https://docs.anthropic.com/en/docs/build-with-claude/streaming */
export const judgeClaudeEvent: JudgeEvent = ({ name, data }) => {
  const type = isRecord(data) ? (data.type ?? name) : name
  if (type === 'error' || (isRecord(data) && isRecord(data.error)))
    return errorStage(isRecord(data) ? data.error : null)
  return PREAMBLE_TYPES.has(type) ? PREAMBLE : CONTENT
}
