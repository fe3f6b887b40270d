import type { LogView } from '#server/trpc/schemas/log'

/** All that the model read: the buckets are disjoint, so they add up. */
export const inputTokens = ({ input, cacheRead, cacheWrite5m, cacheWrite1h }: LogView['usage']): number =>
  input + cacheRead + cacheWrite5m + cacheWrite1h
