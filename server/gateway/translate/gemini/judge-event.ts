import { isRecord } from '../ir/metering'
import { CONTENT, errorStage, PREAMBLE } from '../ir/stream-stage'
import type { JudgeEvent } from '../ir/stream-stage'

/** Gemini's streams have no event names; inside the Code Assist envelope the same chunk stands below `response`.
 * @see https://ai.google.dev/api/generate-content#method:-models.streamgeneratecontent */
export const judgeGeminiEvent: JudgeEvent = ({ data }) => {
  if (!isRecord(data)) return CONTENT
  if (data.error !== undefined && data.error !== null) return errorStage(data.error)
  const chunk = isRecord(data.response) ? data.response : data
  const candidates = Array.isArray(chunk.candidates) ? chunk.candidates : []
  return candidates.length > 0 || chunk.promptFeedback !== undefined ? CONTENT : PREAMBLE
}
