import { isRecord } from '../ir/metering'
import { CONTENT, errorStage, PREAMBLE } from '../ir/stream-stage'
import type { JudgeEvent } from '../ir/stream-stage'

/** @see https://platform.openai.com/docs/api-reference/chat-streaming */
export const judgeChatEvent: JudgeEvent = ({ data }) => {
  if (!isRecord(data)) return CONTENT
  if (data.error !== undefined && data.error !== null) return errorStage(data.error)
  if (!Array.isArray(data.choices)) return CONTENT
  return data.choices.some(hasContent) ? CONTENT : PREAMBLE
}

/** The first chunk has a role and an empty text only. */
function hasContent(choice: unknown): boolean {
  if (!isRecord(choice)) return true
  if (choice.finish_reason !== null && choice.finish_reason !== undefined) return true
  if (!isRecord(choice.delta)) return true
  return Object.entries(choice.delta).some(
    ([field, value]) =>
      field !== 'role' && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0),
  )
}
