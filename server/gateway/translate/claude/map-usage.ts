import { tokenCount } from '#server/domain/usage'
import type { Usage } from '#server/domain/usage'
import { isRecord } from '../ir/metering'

/** Anthropic's counters are disjoint already. Cache writes are told in total and, on newer answers, by time to live; a
 * total without the split is all 5-minute writes, the default time to live.
 * @see https://docs.anthropic.com/en/api/messages usage */
export function mapClaudeUsage(raw: Record<string, unknown>): Usage {
  const written = tokenCount(raw.cache_creation_input_tokens)
  const split = isRecord(raw.cache_creation) ? raw.cache_creation : {}
  const oneHour = tokenCount(split.ephemeral_1h_input_tokens)
  const fiveMinutes = tokenCount(split.ephemeral_5m_input_tokens)
  const details = isRecord(raw.output_tokens_details) ? raw.output_tokens_details : {}
  const output = tokenCount(raw.output_tokens)
  return {
    input: tokenCount(raw.input_tokens),
    cacheRead: tokenCount(raw.cache_read_input_tokens),
    cacheWrite5m: Math.max(fiveMinutes, written - oneHour),
    cacheWrite1h: oneHour,
    output,
    reasoning: Math.min(output, tokenCount(details.thinking_tokens)),
  }
}
