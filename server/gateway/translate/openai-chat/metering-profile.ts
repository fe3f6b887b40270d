import { errorKind, mergeUsage, textOrNull } from '../ir/metering'
import type { MeteringProfile } from '../ir/metering'
import { mapChatUsage } from './map-usage'

const PATHS = ['usage', 'choices.finish_reason', 'model', 'service_tier', 'error']

/** Streams: https://platform.openai.com/docs/api-reference/chat-streaming. Usage may stand on the finish chunk, on a chunk
 * of its own or on every chunk; the counters are cumulative, so the last one holds. */
export const chatMetering: MeteringProfile = {
  eventPaths: PATHS,
  bodyPaths: PATHS,
  textPaths: [
    'choices.delta.reasoning_content',
    'choices.delta.content',
    'choices.delta.tool_calls.function.arguments',
  ],
  quietEvents: new Set(),
  wants({ servedModel, serviceTier }, path) {
    if (path === 'model') return servedModel === null
    return path !== 'service_tier' || serviceTier === null
  },
  fold(reading, path, value) {
    if (path === 'usage') mergeUsage(reading, value)
    else if (path === 'model') reading.servedModel ??= textOrNull(value)
    else if (path === 'service_tier') reading.serviceTier ??= textOrNull(value)
    else if (path === 'choices.finish_reason') reading.stopReason = textOrNull(value) ?? reading.stopReason
    else if (path === 'error' && value !== null) reading.errorType = errorKind(value)
  },
  endEvent(reading, event) {
    // Some upstreams never send [DONE]: a finish reason completes the answer as well.
    if (event.done || reading.stopReason !== null || reading.errorType !== null) reading.terminal = true
  },
  serviceTier: (reading) => reading.serviceTier,
  mapUsage: mapChatUsage,
}
