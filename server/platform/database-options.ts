export type DatabaseKind = 'sqlite' | 'postgresql'

export interface AdapterOptions {
  /** `file:` opens SQLite, `postgres://` or `postgresql://` opens PostgreSQL. */
  url: string
  /** PostgreSQL connections at most; SQLite always has one. */
  poolSize?: number | undefined
}
