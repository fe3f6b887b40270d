import { tokenCount } from '#server/domain/usage'
import type { Usage } from '#server/domain/usage'
import { textOrNull } from '../ir/metering'

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

/** Vertex names the tier by the kind of traffic.
 * @see https://docs.cloud.google.com/dotnet/docs/reference/Google.Cloud.AIPlatform.V1/latest/Google.Cloud.AIPlatform.V1.GenerateContentResponse.Types.UsageMetadata.Types.TrafficType */
const TRAFFIC_TIERS: ReadonlyMap<unknown, string> = new Map([
  ['ON_DEMAND', 'standard'],
  ['ON_DEMAND_PRIORITY', 'priority'],
  ['ON_DEMAND_FLEX', 'flex'],
])

/** @see https://ai.google.dev/gemini-api/docs/priority-inference */
export function geminiTier(raw: Record<string, unknown>): string | null {
  const named = textOrNull(raw.serviceTier) ?? textOrNull(raw.trafficType)
  return TRAFFIC_TIERS.get(named) ?? named?.toLowerCase().replace(/^service_tier_/, '') ?? null
}
