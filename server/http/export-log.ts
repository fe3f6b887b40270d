import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { TRPCError } from '@trpc/server'
import { getHTTPStatusCodeFromError } from '@trpc/server/http'
import type { Request, RequestHandler } from 'express'
import { writeCsv } from '#server/domain/write-csv'
import type { AdminCaller } from '#server/trpc/router'
import { InputError } from '#server/trpc/errors'
import type { LogView } from '#server/trpc/schemas/log'
import { sendError } from './admin-refusals'

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
      const { type, lines } = FORMATS[format]
      res.attachment(`requests.${format}`).type(type)
      await pipeline(Readable.from(lines(pagesFrom(first, read))), res)
    }
    send().catch((error: unknown) => {
      if (res.destroyed) return
      if (!(error instanceof TRPCError) || res.headersSent) {
        // Half a file must not pass for a whole one.
        if (res.headersSent) res.destroy()
        else next(error)
        return
      }
      const { code, message, cause } = error
      const issues = cause instanceof InputError ? { data: { issues: cause.issues } } : {}
      res.status(getHTTPStatusCodeFromError(error)).json({ message, code, ...issues })
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

const FORMATS = {
  csv: { type: 'text/csv; charset=utf-8', lines: csvOf },
  json: { type: 'application/json; charset=utf-8', lines: jsonOf },
} as const

async function* csvOf(pages: Pages): AsyncIterable<string> {
  // The mark tells spreadsheets that it is UTF-8.
  yield `\ufeff${writeCsv([Object.keys(COLUMNS)])}`
  for await (const rows of pages)
    yield writeCsv(rows.map((row) => Object.values(COLUMNS).map((cell) => plain(cell(row)))))
}

async function* jsonOf(pages: Pages): AsyncIterable<string> {
  let separator = '['
  for await (const rows of pages)
    for (const row of rows) {
      yield `${separator}\n${JSON.stringify(row)}`
      separator = ','
    }
  yield separator === '[' ? '[]\n' : '\n]\n'
}

type Cell = string | number | boolean | null
const plain = (cell: Cell): string | number => (typeof cell === 'number' ? cell : String(cell ?? ''))

/** By the names of the JSON form; the trace and the raw usage are no cells. */
const COLUMNS: Record<string, (row: LogView) => Cell> = {
  id: (row) => row.id,
  startedAt: (row) => row.startedAt,
  userId: (row) => row.userId,
  userName: (row) => row.userName,
  apiKeyId: (row) => row.apiKeyId,
  keyName: (row) => row.keyName,
  providerId: (row) => row.providerId,
  providerName: (row) => row.providerName,
  sessionId: (row) => row.sessionId,
  clientName: (row) => row.clientName,
  clientVersion: (row) => row.clientVersion,
  endpoint: (row) => row.endpoint,
  clientDialect: (row) => row.clientDialect,
  providerDialect: (row) => row.providerDialect,
  requestedModel: (row) => row.requestedModel,
  servedModel: (row) => row.servedModel,
  attempts: (row) => row.attempts,
  status: (row) => row.status,
  errorCode: (row) => row.errorCode,
  streaming: (row) => row.streaming,
  ttfbMs: (row) => row.ttfbMs,
  totalMs: (row) => row.totalMs,
  requestBytes: (row) => row.requestBytes,
  responseBytes: (row) => row.responseBytes,
  inputTokens: (row) => row.usage.input,
  cacheReadTokens: (row) => row.usage.cacheRead,
  cacheWrite5mTokens: (row) => row.usage.cacheWrite5m,
  cacheWrite1hTokens: (row) => row.usage.cacheWrite1h,
  outputTokens: (row) => row.usage.output,
  reasoningTokens: (row) => row.usage.reasoning,
  stopReason: (row) => row.stopReason,
  costUsd: (row) => row.costUsd,
  serviceTier: (row) => row.serviceTier,
  blocked: (row) => row.blocked,
  interrupted: (row) => row.interrupted,
  estimated: (row) => row.estimated,
}
