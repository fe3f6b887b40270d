import { errorKind, mergeUsage, textOrNull } from '../ir/metering'
import type { MeteringProfile } from '../ir/metering'
import { claudeTier, mapChargedClaudeUsage } from './map-usage'

/** Streams: https://docs.anthropic.com/en/docs/build-with-claude/streaming */
export const claudeMetering: MeteringProfile = {
  eventPaths: ['type', 'message.usage', 'message.model', 'usage', 'delta.stop_reason', 'error'],
  bodyPaths: ['usage', 'stop_reason', 'model', 'error'],
  textPaths: ['delta.text', 'delta.thinking', 'delta.partial_json'],
  quietEvents: new Set(['content_block_start', 'content_block_delta', 'content_block_stop', 'ping']),
  wants: () => true,
  fold(reading, path, value) {
    switch (path) {
      case 'message.usage':
      case 'usage':
        // message_delta repeats the counters cumulatively and may leave some out.
        mergeUsage(reading, value)
        break
      case 'delta.stop_reason':
      case 'stop_reason':
        reading.stopReason = textOrNull(value) ?? reading.stopReason
        break
      case 'message.model':
      case 'model':
        reading.servedModel = textOrNull(value)
        break
      case 'error':
        if (value !== null) reading.errorType = errorKind(value)
        break
      case 'type':
        if (value === 'message_stop' || value === 'error') reading.terminal = true
        break
    }
  },
  endEvent(reading, event) {
    if (event.name === 'message_stop' || event.name === 'error') reading.terminal = true
  },
  serviceTier: ({ rawUsage }) => (rawUsage ? claudeTier(rawUsage) : null),
  mapUsage: mapChargedClaudeUsage,
}
