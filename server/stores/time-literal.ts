import type { DatabaseKind } from '#server/platform/database-options'

/** A moment, epoch milliseconds, as a statement says it. */
export const timeLiteral: Record<DatabaseKind, (ms: number) => string> = {
  sqlite: (ms) => String(Math.floor(ms)),
  postgresql: (ms) => `timestamp 'epoch' + ${String(Math.floor(ms))} * interval '1 millisecond'`,
}
