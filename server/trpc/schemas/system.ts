import { basename } from 'node:path'
import { z } from 'zod'
import type { Backup } from '#server/services/system-service'
import { isoTime, toIso } from './fields'

export const systemView = z
  .object({
    version: z.string(),
    node: z.string(),
    startedAt: isoTime,
    memoryBytes: z.number().meta({ description: 'Resident memory of this process' }),
    database: z.enum(['sqlite', 'postgresql']),
    redis: z.boolean().meta({ description: 'Several instances share their state' }),
    degraded: z
      .array(z.string())
      .meta({ description: 'Parts that are away while the hub goes on without them' }),
    pendingLogRows: z.number(),
  })
  .meta({ id: 'System' })

export const backupView = z
  .object({
    name: z.string().meta({ description: 'File in the folder backups of the data directory' }),
    bytes: z.number(),
    at: isoTime,
  })
  .meta({ id: 'Backup' })

export const toBackupView = ({ file, bytes, at }: Backup): z.output<typeof backupView> => ({
  name: basename(file),
  bytes,
  at: toIso(at),
})
