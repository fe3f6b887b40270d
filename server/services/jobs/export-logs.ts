import { JOB_INPUTS } from '#server/domain/job'
import type { ExportResult, JobInput } from '#server/domain/job'
import { LOG_FILE_FORMATS, toLogFileRow } from '#server/domain/log-file'
import type { LogFileRow } from '#server/domain/log-file'
import type { RequestLogFilter } from '#server/domain/request-log'
import type { Stores } from '#server/stores/interfaces'
import { breathe } from './job-work'
import type { JobAtWork, JobWork } from './job-work'

/** Rows that are in memory at a time. */
const PAGE = 200

/** The request log as a file that stays, with what the streamed one has. */
export function createExportLogs(options: {
  requestLogs: Stores['requestLogs']
  /** About how many requests there are in a range; null when the filter asks for what sums do not tell. */
  countRequests: (filter: RequestLogFilter) => Promise<number | null>
}): JobWork {
  const { requestLogs, countRequests } = options

  async function* pages(filter: RequestLogFilter, job: JobAtWork): AsyncIterable<LogFileRow[]> {
    const total = await countRequests(filter)
    let done = 0
    let cursor: string | undefined
    do {
      const page = await requestLogs.list(filter, { limit: PAGE, cursor })
      yield page.items.map(toLogFileRow)
      done += page.items.length
      // All that there were.
      job.report(done, page.nextCursor === null ? done : total)
      await breathe(job.signal)
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
  }

  return async (asked, job): Promise<ExportResult> => {
    const { format, ...filter } = JOB_INPUTS['logs.export'].parse(asked)
    let rows = 0
    const counted = async function* (from: AsyncIterable<LogFileRow[]>) {
      for await (const page of from) {
        rows += page.length
        yield page
      }
    }
    const text = LOG_FILE_FORMATS[format].write(counted(pages(toFilter(filter), job)))
    await job.writeFile(`requests.${format}`, text)
    return { rows }
  }
}

const toFilter = ({ from, to, ...filter }: Omit<JobInput<'logs.export'>, 'format'>): RequestLogFilter => ({
  ...filter,
  ...(from !== undefined && { from: new Date(from) }),
  ...(to !== undefined && { to: new Date(to) }),
})
