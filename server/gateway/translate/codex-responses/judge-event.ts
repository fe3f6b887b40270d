import { isRecord } from '../ir/metering'
import { CONTENT, errorStage, PREAMBLE } from '../ir/stream-stage'
import type { JudgeEvent } from '../ir/stream-stage'

const PREAMBLE_TYPES: ReadonlySet<unknown> = new Set([
  'response.created',
  'response.queued',
  'response.in_progress',
  'response.output_item.added',
  'response.content_part.added',
  'response.reasoning_summary_part.added',
  'codex.rate_limits',
  'keepalive',
])

/** @see https://platform.openai.com/docs/api-reference/responses-streaming */
export const judgeResponsesEvent: JudgeEvent = ({ name, data }) => {
  const fields = isRecord(data) ? data : {}
  const type = fields.type ?? name
  // The error event comes nested, {error:{…}}, and flat, {code, message}.
  if (type === 'error' || isRecord(fields.error)) return errorStage(fields.error ?? fields)
  if (type === 'response.failed') {
    const response = isRecord(fields.response) ? fields.response : {}
    return errorStage(response.error)
  }
  return PREAMBLE_TYPES.has(type) ? PREAMBLE : CONTENT
}
