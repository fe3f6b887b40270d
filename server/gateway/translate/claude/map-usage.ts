import { tokenCount } from '#server/domain/usage'
import type { Usage } from '#server/domain/usage'
import { isRecord, textOrNull } from '../ir/metering'

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

/** What Anthropic charges: summaries that it made of the conversation on the way (`compaction`) are told apart and are not
 * in the totals. An advisor's tokens are not either; they are another model's, and left out here.
 * @see https://platform.claude.com/docs/en/build-with-claude/compaction usage.iterations */
export function mapChargedClaudeUsage(raw: Record<string, unknown>): Usage {
  const usage = mapClaudeUsage(raw)
  const iterations: unknown[] = Array.isArray(raw.iterations) ? raw.iterations : []
  for (const iteration of iterations) {
    if (!isRecord(iteration) || iteration.type !== 'compaction') continue
    const summary = mapClaudeUsage(iteration)
    usage.input += summary.input
    usage.cacheRead += summary.cacheRead
    usage.cacheWrite5m += summary.cacheWrite5m
    usage.cacheWrite1h += summary.cacheWrite1h
    usage.output += summary.output
  }
  return usage
}

/** Speed and place of the inference have their factors on the price, and stand before the tier: that one is a matter of
 * contract and not of the price per token.
 * @see https://platform.claude.com/docs/en/build-with-claude/fast-mode#pricing
 * @see https://platform.claude.com/docs/en/about-claude/pricing#data-residency-pricing */
export function claudeTier(raw: Record<string, unknown>): string | null {
  const factors = [raw.speed === 'fast' ? 'fast' : '', raw.inference_geo === 'us' ? 'us' : '']
  return textOrNull(factors.filter(Boolean).join('+')) ?? textOrNull(raw.service_tier)
}
