import type { DatabaseClient } from '#server/platform/database'
import type { DatabaseKind } from '#server/platform/database-options'

/** Keeps secrets out of the database in plain. */
export interface Sealer {
  seal(plain: string): string
  /** @throws Error when the text was sealed under another key or changed */
  open(sealed: string): string
}

/** What every Prisma store is made of. */
export interface StoreContext {
  client: DatabaseClient
  /** For the statements that Prisma has no word for. */
  kind: DatabaseKind
  sealer: Sealer
  now: () => Date
}

/** Rows that are not removed. */
export const LIVING = { removedAt: null } as const

/** What makes a name unique among living rows, whatever its letter case. */
export const nameKeyOf = (name: string): string => name.normalize('NFKC').toLowerCase()
