import { errorKind, isRecord, textOrNull } from '../ir/metering'
import type { MeteringProfile, Reading } from '../ir/metering'
import { geminiTier, mapGeminiUsage } from './map-usage'

const PLAIN_PATHS = ['usageMetadata', 'candidates.finishReason', 'promptFeedback.blockReason', 'modelVersion']
/** The Code Assist envelope puts the same answer below `response`. */
const PATHS = [...PLAIN_PATHS, ...PLAIN_PATHS.map((path) => `response.${path}`), 'error']

/** Streams: https://ai.google.dev/api/generate-content#method:-models.streamgeneratecontent. There is no closing event: the
 * last chunk carries the finish reason. Usage is cumulative on every chunk; Vertex sends intermediate chunks whose usage
 * holds a traffic type only, which is not a zero. */
export const geminiMetering: MeteringProfile = {
  eventPaths: PATHS,
  bodyPaths: PATHS,
  textPaths: ['candidates.content.parts.text', 'response.candidates.content.parts.text'],
  usageGrows: true,
  quietEvents: new Set(),
  wants: ({ servedModel }, path) => servedModel === null || !path.endsWith('modelVersion'),
  fold(reading, path, value) {
    const field = path.startsWith('response.') ? path.slice('response.'.length) : path
    switch (field) {
      case 'usageMetadata':
        foldUsage(reading, value)
        break
      case 'candidates.finishReason':
      case 'promptFeedback.blockReason':
        // Answers printed from protocol buffers carry the number of the reason.
        reading.stopReason =
          typeof value === 'number' ? String(value) : (textOrNull(value) ?? reading.stopReason)
        break
      case 'modelVersion':
        reading.servedModel ??= textOrNull(value)
        break
      case 'error':
        if (value !== null) reading.errorType = errorKind(value)
        break
    }
  },
  endEvent(reading) {
    if (reading.stopReason !== null || reading.errorType !== null) reading.terminal = true
  },
  serviceTier: ({ rawUsage }) => (rawUsage ? geminiTier(rawUsage) : null),
  mapUsage: mapGeminiUsage,
}

function foldUsage(reading: Reading, value: unknown): void {
  if (!isRecord(value)) return
  const counts = typeof value.totalTokenCount === 'number' || typeof value.promptTokenCount === 'number'
  if (counts || reading.rawUsage === null) reading.rawUsage = value
}
