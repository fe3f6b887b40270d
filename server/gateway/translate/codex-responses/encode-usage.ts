import type { Usage } from '#server/domain/usage'
import type { Fields } from '../ir/read-fields'

/** The cache counts inside the input, reasoning inside the output. The protocol does not tell how long a cache entry lives.
 * @see https://platform.openai.com/docs/api-reference/responses/object usage */
export function encodeResponsesUsage(usage: Usage): Fields {
  const cacheWrite = usage.cacheWrite5m + usage.cacheWrite1h
  const input = usage.input + usage.cacheRead + cacheWrite
  return {
    input_tokens: input,
    input_tokens_details: {
      cached_tokens: usage.cacheRead,
      ...(cacheWrite > 0 && { cache_write_tokens: cacheWrite }),
    },
    output_tokens: usage.output,
    output_tokens_details: { reasoning_tokens: usage.reasoning },
    total_tokens: input + usage.output,
  }
}
