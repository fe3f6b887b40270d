/**
 * Token usage in disjoint buckets (integers, never negative): a token is counted in exactly one of
 * input, cacheRead, cacheWrite5m, cacheWrite1h and output. `reasoning` is a part of `output`, kept for display.
 * Every dialect's decoder normalises to this shape; see decisions/001-one-ir.md and FR-013.
 */
export interface Usage {
  input: number
  cacheRead: number
  cacheWrite5m: number
  cacheWrite1h: number
  output: number
  reasoning: number
}

export const NO_USAGE: Usage = Object.freeze({
  input: 0,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  output: 0,
  reasoning: 0,
})

/** A token count as upstreams send it: absent, null, negative and fractional values become a usable integer. */
export function tokenCount(value: unknown): number {
  return typeof value === 'number' && value > 0 && Number.isFinite(value) ? Math.floor(value) : 0
}
