import { NO_USAGE } from '#server/domain/usage'
import type { Usage } from '#server/domain/usage'
import { present, without } from '../ir/read-fields'
import type { Fields } from '../ir/read-fields'

const COUNTERS = [
  'input_tokens',
  'output_tokens',
  'cache_read_input_tokens',
  'cache_creation_input_tokens',
  'cache_creation',
  'output_tokens_details',
]

/** What a usage object says besides its counters: service tier, server tools, iterations. */
export const usageRest = (raw: Fields): Record<string, unknown> => present(without(raw, COUNTERS))

/** Anthropic's counters, which are disjoint as ours are. */
export function encodeUsage(usage: Usage | null, rest: unknown): Record<string, unknown> {
  const { input, cacheRead, cacheWrite5m, cacheWrite1h, output, reasoning } = usage ?? NO_USAGE
  return {
    ...(typeof rest === 'object' && rest),
    input_tokens: input,
    cache_creation_input_tokens: cacheWrite5m + cacheWrite1h,
    cache_read_input_tokens: cacheRead,
    cache_creation: { ephemeral_5m_input_tokens: cacheWrite5m, ephemeral_1h_input_tokens: cacheWrite1h },
    output_tokens: output,
    ...(reasoning > 0 && { output_tokens_details: { thinking_tokens: reasoning } }),
  }
}
