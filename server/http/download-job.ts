import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type { Request, RequestHandler } from 'express'
import { LOG_FILE_FORMATS } from '#server/domain/log-file'
import type { Services } from '#server/trpc/context'
import type { AdminCaller } from '#server/trpc/router'
import { sendError } from './admin-refusals'
import { failFile } from './fail-file'

/** `GET /jobs/{id}/file`: what a job has made, for whoever may read the job. It comes from the database, piece by piece, so
 * that every instance has it. */
export function downloadJob(
  callerOf: (req: Request) => AdminCaller,
  jobs: Pick<Services['jobs'], 'readFile'>,
): RequestHandler<{ id: string }> {
  return (req, res, next) => {
    const send = async () => {
      const { kind, file, ...job } = await callerOf(req as Request).jobs.get({ id: req.params.id })
      if (!file || kind !== 'logs.export') {
        sendError(res, 404, 'NOT_FOUND', 'This job has no file: it is not done, or makes none.')
        return
      }
      const { type } = LOG_FILE_FORMATS[file.name.endsWith('.json') ? 'json' : 'csv']
      res
        .attachment(`${job.createdAt.slice(0, 10)}-${file.name}`)
        .type(type)
        .vary('Accept-Encoding')
      const kept = Readable.from(jobs.readFile(job.id))
      if (req.acceptsEncodings('gzip') === 'gzip') {
        res.set({ 'Content-Encoding': 'gzip', 'Content-Length': String(file.bytes) })
        await pipeline(kept, res)
      } else await pipeline(kept, createGunzip(), res)
    }
    send().catch((error: unknown) => {
      failFile(error, res, next)
    })
  }
}
