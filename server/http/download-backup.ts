import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Request, RequestHandler } from 'express'
import type { Services } from '#server/trpc/context'
import type { AdminCaller } from '#server/trpc/router'
import { clientIp } from './admin-access'
import { sendError } from './admin-refusals'
import { failFile } from './fail-file'

/** `GET /system/backups/{name}/file`: a copy of the database, for whoever may list them. That somebody took it is written down
 * first. */
export function downloadBackup(
  callerOf: (req: Request) => AdminCaller,
  { system, audit }: Pick<Services, 'system' | 'audit'>,
): RequestHandler<{ name: string }> {
  return (req, res, next) => {
    const send = async () => {
      const { name } = req.params
      await callerOf(req as Request).system.backups()
      // One of those that there are: a name from outside is no path.
      const backup = system.backups().find(({ file }) => basename(file) === name)
      if (!backup) {
        sendError(res, 404, 'NOT_FOUND', 'There is no backup of this name.')
        return
      }
      const ip = clientIp(req as Request)
      const action = 'system.downloadBackup'
      await audit.noteAsked({ actor: 'admin-token', action, ip, input: { id: name } })
      res.attachment(name).type('application/vnd.sqlite3').set('Content-Length', String(backup.bytes))
      await pipeline(createReadStream(backup.file), res)
    }
    send().catch((error: unknown) => {
      failFile(error, res, next)
    })
  }
}
