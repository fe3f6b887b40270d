import { tokenCount } from '#server/domain/usage'
import type { Usage } from '#server/domain/usage'
import { isRecord } from '../ir/metering'

/** Chat Completions count the cache inside `prompt_tokens`. Some upstreams report more cached than prompted tokens: the
 * cache is then cut to the prompt, so that no bucket is negative and their sum is the upstream's own total.
 * xAI counts reasoning beside `completion_tokens`, which shows in the total.
 * @see https://platform.openai.com/docs/api-reference/chat/object usage */
export function mapChatUsage(raw: Record<string, unknown>): Usage {
  const prompt = tokenCount(raw.prompt_tokens)
  const completion = tokenCount(raw.completion_tokens)
  const promptDetails = isRecord(raw.prompt_tokens_details) ? raw.prompt_tokens_details : {}
  const outputDetails = isRecord(raw.completion_tokens_details) ? raw.completion_tokens_details : {}
  const reasoning = tokenCount(outputDetails.reasoning_tokens)
  // DeepSeek: prompt_cache_hit_tokens + prompt_cache_miss_tokens = prompt_tokens.
  const cached = tokenCount(promptDetails.cached_tokens) || tokenCount(raw.prompt_cache_hit_tokens)
  const cacheRead = Math.min(prompt, cached)
  const cacheWrite5m = Math.min(prompt - cacheRead, tokenCount(promptDetails.cache_write_tokens))
  const apart = reasoning > 0 && tokenCount(raw.total_tokens) === prompt + completion + reasoning
  const output = apart ? completion + reasoning : completion
  return {
    input: prompt - cacheRead - cacheWrite5m,
    cacheRead,
    cacheWrite5m,
    cacheWrite1h: 0,
    output,
    reasoning: Math.min(output, reasoning),
  }
}
