import { tokenCount } from '#server/domain/usage'
import type { Usage } from '#server/domain/usage'
import { isRecord } from '../ir/metering'

/** Responses count the cache inside `input_tokens` and reasoning inside `output_tokens`.
 * @see https://platform.openai.com/docs/api-reference/responses/object usage */
export function mapResponsesUsage(raw: Record<string, unknown>): Usage {
  const all = tokenCount(raw.input_tokens)
  const inputDetails = isRecord(raw.input_tokens_details) ? raw.input_tokens_details : {}
  const outputDetails = isRecord(raw.output_tokens_details) ? raw.output_tokens_details : {}
  const cacheRead = Math.min(all, tokenCount(inputDetails.cached_tokens))
  const cacheWrite5m = Math.min(all - cacheRead, tokenCount(inputDetails.cache_write_tokens))
  const output = tokenCount(raw.output_tokens)
  return {
    input: all - cacheRead - cacheWrite5m,
    cacheRead,
    cacheWrite5m,
    cacheWrite1h: 0,
    output,
    reasoning: Math.min(output, tokenCount(outputDetails.reasoning_tokens)),
  }
}
