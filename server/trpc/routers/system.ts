import { z } from 'zod'
import { adminProcedure, router } from '../init'
import { pageOf, toIso } from '../schemas/fields'
import { backupView, systemView, toBackupView } from '../schemas/system'

const tags = ['system']

export const systemRouter = router({
  get: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/system',
        summary: 'Read the state of the hub',
        description: 'Version, database and health of the instance that answers.',
        tags,
        protect: true,
      },
    })
    .input(z.void())
    .output(systemView)
    .query(({ ctx }) => {
      const { startedAt, degraded, ...report } = ctx.services.system.read()
      return { ...report, startedAt: toIso(startedAt), degraded: [...degraded] }
    }),

  backups: adminProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/system/backups',
        summary: 'List backups',
        description:
          'Copies of the embedded database that are kept, the newest first, all on one page. `GET /system/backups/{name}/file` is the file.',
        tags,
        protect: true,
      },
    })
    .input(z.void())
    .output(pageOf(backupView))
    .query(({ ctx }) => ({ items: ctx.services.system.backups().map(toBackupView), nextCursor: null })),

  backUp: adminProcedure
    .meta({
      changes: 'outside',
      openapi: {
        method: 'POST',
        path: '/system/backups',
        summary: 'Take a backup',
        description:
          'A consistent copy of the embedded database in the folder backups of the data directory, made while the hub goes ' +
          'on. Keep master.key with it: without that the secrets in it cannot be read. Of the copies the newest are kept.',
        tags,
        protect: true,
      },
    })
    .input(z.void())
    .output(backupView)
    .mutation(async ({ ctx }) => toBackupView(await ctx.services.system.backUp())),
})
