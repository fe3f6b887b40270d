import type { LogFileKind } from './job'
import { formatUsd } from './money'
import type { RequestLogEntry } from './request-log'
import { writeCsv } from './write-csv'

/** The request log as a file, whoever writes it: streamed to a caller, or by a job. */

/** A request as the file tells it; the fields are those of the administration's JSON form. */
export interface LogFileRow {
  readonly id: string
  readonly usage: Readonly<
    Record<'input' | 'cacheRead' | 'cacheWrite5m' | 'cacheWrite1h' | 'output' | 'reasoning', number>
  >
  readonly [field: string]: unknown
}
type Pages = AsyncIterable<readonly LogFileRow[]>

/** Plain JSON of a row: times in ISO 8601, money as decimal USD and as nano-USD in text. */
export const toLogFileRow = (entry: RequestLogEntry) => ({
  ...entry,
  startedAt: entry.startedAt.toISOString(),
  costUsd: entry.costNanoUsd === null ? null : formatUsd(entry.costNanoUsd),
  costNanoUsd: entry.costNanoUsd?.toString() ?? null,
})

interface LogFileFormat {
  /** MIME type. */
  type: string
  write: (pages: Pages) => AsyncIterable<string>
}

export const LOG_FILE_FORMATS: Record<LogFileKind, LogFileFormat> = {
  csv: { type: 'text/csv; charset=utf-8', write: csvOf },
  json: { type: 'application/json; charset=utf-8', write: jsonOf },
}

async function* csvOf(pages: Pages): AsyncIterable<string> {
  // The mark tells spreadsheets that it is UTF-8.
  yield `\ufeff${writeCsv([CSV_COLUMNS.map(([name]) => name)])}`
  for await (const rows of pages)
    yield writeCsv(rows.map((row) => CSV_COLUMNS.map(([, cell]) => plain(cell(row)))))
}

async function* jsonOf(pages: Pages): AsyncIterable<string> {
  let separator = '['
  for await (const rows of pages)
    for (const row of rows) {
      yield `${separator}\n${JSON.stringify(Object.fromEntries(JSON_FIELDS.map((name) => [name, row[name]])))}`
      separator = ','
    }
  yield separator === '[' ? '[]\n' : '\n]\n'
}

const plain = (cell: unknown): string | number => {
  if (typeof cell === 'number') return cell
  return typeof cell === 'string' || typeof cell === 'boolean' ? String(cell) : ''
}

const BEFORE_USAGE = [
  'id',
  'startedAt',
  'userId',
  'userName',
  'apiKeyId',
  'keyName',
  'providerId',
  'providerName',
  'sessionId',
  'clientName',
  'clientVersion',
  'endpoint',
  'clientDialect',
  'providerDialect',
  'requestedModel',
  'servedModel',
  'attempts',
] as const
const MEASURED = [
  'status',
  'errorCode',
  'streaming',
  'ttfbMs',
  'totalMs',
  'requestBytes',
  'responseBytes',
] as const
const ENDED = ['blocked', 'interrupted', 'estimated'] as const

/** In the order of the administration's own form. */
const JSON_FIELDS = [
  ...BEFORE_USAGE,
  'trace',
  ...MEASURED,
  'usage',
  'rawUsage',
  'stopReason',
  'upstreamRequestId',
  'costUsd',
  'costNanoUsd',
  'priceId',
  'costMultiplier',
  'serviceTier',
  ...ENDED,
] as const

type Column = readonly [name: string, cell: (row: LogFileRow) => unknown]
const column = (name: string): Column => [name, (row) => row[name]]

/** By the names of the JSON form; the trace and the raw usage are no cells. */
const CSV_COLUMNS: readonly Column[] = [
  ...BEFORE_USAGE.map(column),
  ...MEASURED.map(column),
  ['inputTokens', ({ usage }) => usage.input],
  ['cacheReadTokens', ({ usage }) => usage.cacheRead],
  ['cacheWrite5mTokens', ({ usage }) => usage.cacheWrite5m],
  ['cacheWrite1hTokens', ({ usage }) => usage.cacheWrite1h],
  ['outputTokens', ({ usage }) => usage.output],
  ['reasoningTokens', ({ usage }) => usage.reasoning],
  ...['stopReason', 'costUsd', 'serviceTier'].map(column),
  ...ENDED.map(column),
]
