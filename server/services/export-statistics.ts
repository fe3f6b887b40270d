import { formatUsd } from '#server/domain/money'
import type { UsageTotals } from '#server/domain/usage-statistics'
import { writeCsv } from '#server/domain/write-csv'
import { ServiceError } from './service-error'
import type { NamedStatistics, NamedUsage } from './statistics-service'

export interface StatisticsFile {
  name: string
  mediaType: string
  content: string
}

/** Lines that a file may have: a spreadsheet reads them, and so does the one that waits for the answer. */
export const MAX_LINES = 10_000

/** A line for each subject and bucket in which there was anything. */
interface Line {
  from: string
  to: string
  id: string
  name: string
  owner: string
  requests: number
  errors: number
  inputTokens: number
  cacheReadTokens: number
  cacheWriteTokens: number
  outputTokens: number
  reasoningTokens: number
  /** All its digits, as the bill has them. */
  costUsd: string
}

/** @throws ServiceError invalid when there is more than fits */
export function toStatisticsFile(statistics: NamedStatistics, format: 'csv' | 'json'): StatisticsFile {
  if (statistics.others !== null)
    throw ServiceError.invalid([
      {
        path: 'from',
        message: `gives more than ${String(MAX_LINES)} lines: choose a shorter range, longer buckets or a filter`,
      },
    ])
  const lines = toLines(statistics)
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10)
  const name = `statistics-${day(statistics.fromMs)}-${day(statistics.toMs - 1)}.${format}`
  if (format === 'json')
    return { name, mediaType: 'application/json', content: `${JSON.stringify(lines, null, 2)}\n` }
  const cells = lines.map((line) => COLUMNS.map((column) => line[column]))
  // The mark tells spreadsheets that it is UTF-8.
  return { name, mediaType: 'text/csv; charset=utf-8', content: `\ufeff${writeCsv([COLUMNS, ...cells])}` }
}

const COLUMNS = [
  'from',
  'to',
  'id',
  'name',
  'owner',
  'requests',
  'errors',
  'inputTokens',
  'cacheReadTokens',
  'cacheWriteTokens',
  'outputTokens',
  'reasoningTokens',
  'costUsd',
] as const satisfies (keyof Line)[]

function toLines({ by, fromMs, toMs, bucketStarts, subjects, total }: NamedStatistics): Line[] {
  const everyone: NamedUsage[] = by === 'none' ? [{ id: '', name: null, userName: null, ...total }] : subjects
  return everyone.flatMap((subject) => {
    if (bucketStarts.length === 0) return [toLine(subject, subject.totals, fromMs, toMs)]
    return bucketStarts.flatMap((startMs, index) => {
      const totals = subject.points[index]
      const endMs = bucketStarts[index + 1] ?? toMs
      return totals && totals.requests > 0 ? [toLine(subject, totals, startMs, endMs)] : []
    })
  })
}

const toLine = (subject: NamedUsage, totals: UsageTotals, fromMs: number, toMs: number): Line => ({
  from: new Date(fromMs).toISOString(),
  to: new Date(toMs).toISOString(),
  id: subject.id,
  name: subject.name ?? '',
  owner: subject.userName ?? '',
  requests: totals.requests,
  errors: totals.errors,
  inputTokens: totals.inputTokens,
  cacheReadTokens: totals.cacheReadTokens,
  cacheWriteTokens: totals.cacheWrite5mTokens + totals.cacheWrite1hTokens,
  outputTokens: totals.outputTokens,
  reasoningTokens: totals.reasoningTokens,
  costUsd: formatUsd(totals.costNanoUsd),
})
