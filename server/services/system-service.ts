import type { Backup, Backups } from '#server/platform/back-up-sqlite'
import { ServiceError } from './service-error'

export type { Backup } from '#server/platform/back-up-sqlite'

export interface SystemReport {
  version: string
  node: string
  startedAt: Date
  /** Of this process, in bytes. */
  memoryBytes: number
  database: 'sqlite' | 'postgresql'
  /** Whether several instances share their state over Redis. */
  redis: boolean
  /** Parts that are away while the hub goes on without them. */
  degraded: readonly string[]
  /** Rows of the request log that wait to be written. */
  pendingLogRows: number
}

/** What this instance is, how it is, and copies of its database. */
export interface SystemService {
  read(): SystemReport
  /** The newest first. @throws ServiceError conflict: the database is not the hub's own */
  backups(): Backup[]
  /** @throws ServiceError conflict: the database is not the hub's own */
  backUp(): Promise<Backup>
}

export interface SystemServiceOptions {
  report: () => Omit<SystemReport, 'version' | 'node' | 'memoryBytes'>
  /** Null with a database server, whose own tools do that better. */
  backups: Backups | null
}

export function createSystemService(options: SystemServiceOptions & { version: string }): SystemService {
  const { version, report } = options
  const own = (): Backups => {
    if (options.backups) return options.backups
    const message = 'is a server of its own: take its backups with pg_dump'
    throw ServiceError.conflict([{ path: 'database', message }])
  }
  return {
    read: () => ({
      version,
      node: process.versions.node,
      memoryBytes: process.memoryUsage.rss(),
      ...report(),
    }),
    backups: () => own().list(),
    backUp: () => own().take(),
  }
}
