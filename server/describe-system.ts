import { join } from 'node:path'
import { systemClock } from '#server/platform/clock'
import { createSqliteBackups } from '#server/platform/back-up-sqlite'
import type { SystemServiceOptions } from '#server/services/system-service'
import type { Ground } from './open-ground'

/** As many copies of an embedded database are kept. */
const KEPT_BACKUPS = 7

const STARTED_AT = new Date()

/** What an admin is told of this instance. */
export function describeSystem(ground: Ground): SystemServiceOptions {
  const { database, dataDir, config, state, redis, writer } = ground
  const backups =
    database.kind === 'sqlite'
      ? createSqliteBackups({
          url: database.url,
          folder: join(dataDir.path, 'backups'),
          keep: KEPT_BACKUPS,
          nowMs: () => systemClock.nowMs(),
        })
      : null
  const report = () => ({
    startedAt: STARTED_AT,
    database: database.kind,
    redis: redis !== null,
    degraded: awayFrom({ config, state }),
    pendingLogRows: writer.pending,
  })
  return { report, backups }
}

/** Parts that are away while the hub goes on without them. */
export const awayFrom = ({ config, state }: Pick<Ground, 'config' | 'state'>): string[] => [
  ...(config.stale ? ['database'] : []),
  ...(state.degraded ? ['redis'] : []),
]
