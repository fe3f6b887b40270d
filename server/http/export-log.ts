import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Request, RequestHandler } from 'express'
import { LOG_FILE_FORMATS } from '#server/domain/log-file'
import type { AdminCaller } from '#server/trpc/router'
import type { LogView } from '#server/trpc/schemas/log'
import { sendError } from './admin-refusals'
import { failFile } from './fail-file'

/** Rows that are in memory at a time, however long the file gets. */
const PAGE = 200

/** `GET /logs/export`: the request log as a file, with the filters of `GET /logs` and no end but theirs. It is read page by
 * page as the caller takes it, by the same procedure, so that everyone gets what a list would show. */
export function exportLog(callerOf: (req: Request) => AdminCaller): RequestHandler {
  return (req, res, next) => {
    const { format = 'csv', ...filter } = req.query
    if (format !== 'csv' && format !== 'json') {
      sendError(res, 400, 'BAD_REQUEST', 'format: must be csv or json')
      return
    }
    const caller = callerOf(req)
    // The procedure checks what is text here.
    const read = (cursor?: string) => caller.logs.list({ ...filter, limit: PAGE, cursor })
    const send = async () => {
      // Whatever is wrong with the question comes up here, while there is still a status to say it with.
      const first = await read()
      const { type, write } = LOG_FILE_FORMATS[format]
      res.attachment(`requests.${format}`).type(type)
      await pipeline(Readable.from(write(pagesFrom(first, read))), res)
    }
    send().catch((error: unknown) => {
      failFile(error, res, next)
    })
  }
}

type LogPage = Awaited<ReturnType<AdminCaller['logs']['list']>>
type Pages = AsyncIterable<LogView[]>

async function* pagesFrom(first: LogPage, read: (cursor: string) => Promise<LogPage>): Pages {
  let page = first
  for (;;) {
    yield page.items
    if (page.nextCursor === null) return
    page = await read(page.nextCursor)
  }
}
