import { errorKind, mergeUsage, textOrNull } from '../ir/metering'
import type { MeteringProfile } from '../ir/metering'
import { mapResponsesUsage } from './map-usage'

/** The only events that say how an answer ended; everything else is skipped unread.
 * @see https://platform.openai.com/docs/api-reference/responses-streaming */
const TERMINAL_EVENTS: ReadonlySet<unknown> = new Set([
  'response.completed',
  'response.incomplete',
  'response.failed',
  'error',
])

export const responsesMetering: MeteringProfile = {
  eventPaths: [
    'type',
    'response.usage',
    'response.status',
    'response.model',
    'response.service_tier',
    'response.error',
    'error',
    'code',
  ],
  bodyPaths: ['usage', 'status', 'model', 'service_tier', 'error'],
  textPaths: ['delta'],
  quietEvents: new Set([
    'response.in_progress',
    'response.output_item.added',
    'response.output_item.done',
    'response.content_part.added',
    'response.content_part.done',
    'response.output_text.delta',
    'response.output_text.done',
    'response.refusal.delta',
    'response.function_call_arguments.delta',
    'response.function_call_arguments.done',
    'response.custom_tool_call_input.delta',
    'response.custom_tool_call_input.done',
    'response.reasoning_summary_part.added',
    'response.reasoning_summary_part.done',
    'response.reasoning_summary_text.delta',
    'response.reasoning_summary_text.done',
    'response.reasoning_text.delta',
    'response.reasoning_text.done',
    'keepalive',
  ]),
  wants: () => true,
  fold(reading, path, value) {
    const field = path.startsWith('response.') ? path.slice('response.'.length) : path
    switch (field) {
      case 'usage':
        mergeUsage(reading, value)
        break
      case 'status':
        reading.stopReason = textOrNull(value) ?? reading.stopReason
        break
      case 'model':
        reading.servedModel = textOrNull(value)
        break
      case 'service_tier':
        // The first event repeats the request's word, `auto`; the last one says what it came to.
        reading.serviceTier = textOrNull(value) ?? reading.serviceTier
        break
      case 'error':
        if (value !== null) reading.errorType = errorKind(value)
        break
      case 'type':
        if (TERMINAL_EVENTS.has(value)) reading.terminal = true
        if (value === 'error') reading.event.isError = true
        break
      case 'code':
        // Other events have a code as well: what a tool runs.
        reading.event.code = textOrNull(value)
        break
    }
  },
  endEvent(reading, event) {
    if (event.name !== null && TERMINAL_EVENTS.has(event.name)) reading.terminal = true
    // The flat form of an `error` event: {type:"error", code, message}.
    if (event.name === 'error' || reading.event.isError) reading.errorType ??= reading.event.code ?? 'error'
    reading.event.isError = false
    reading.event.code = null
  },
  serviceTier: (reading) => reading.serviceTier,
  mapUsage: mapResponsesUsage,
}
