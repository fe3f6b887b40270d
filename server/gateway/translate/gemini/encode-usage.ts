import type { Usage } from '#server/domain/usage'
import type { Json } from '../ir/read-fields'

/** The way back of `mapGeminiUsage`. Gemini knows no price for writing to the cache: those tokens are prompt.
 * @see https://ai.google.dev/api/generate-content#UsageMetadata */
export function encodeGeminiUsage(usage: Usage): Json {
  const prompt = usage.input + usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h
  return {
    promptTokenCount: prompt,
    candidatesTokenCount: Math.max(0, usage.output - usage.reasoning),
    totalTokenCount: prompt + usage.output,
    ...(usage.cacheRead > 0 && { cachedContentTokenCount: usage.cacheRead }),
    ...(usage.reasoning > 0 && { thoughtsTokenCount: usage.reasoning }),
  }
}
