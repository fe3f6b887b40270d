import { tokenCount } from '#server/domain/usage'
import type { Usage } from '#server/domain/usage'

/** Gemini counts the cache inside `promptTokenCount`, thoughts beside `candidatesTokenCount` and the tokens of tool results
 * beside both; total = prompt + candidates + thoughts + toolUsePrompt.
 * @see https://ai.google.dev/api/generate-content#UsageMetadata */
export function mapGeminiUsage(raw: Record<string, unknown>): Usage {
  const prompt = tokenCount(raw.promptTokenCount)
  const cacheRead = Math.min(prompt, tokenCount(raw.cachedContentTokenCount))
  const reasoning = tokenCount(raw.thoughtsTokenCount)
  return {
    input: prompt - cacheRead + tokenCount(raw.toolUsePromptTokenCount),
    cacheRead,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    output: tokenCount(raw.candidatesTokenCount) + reasoning,
    reasoning,
  }
}
