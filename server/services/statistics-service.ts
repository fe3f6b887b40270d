import { bucketStarts } from '#server/domain/usage-statistics'
import type {
  UsageBucket,
  UsageDimension,
  UsageFilter,
  UsageRank,
  UsageSeries,
  UsageStatistics,
} from '#server/domain/usage-statistics'
import type { UsageStore } from '#server/stores/interfaces'
import { MAX_LINES, toStatisticsFile } from './export-statistics'
import type { StatisticsFile } from './export-statistics'
import { ServiceError } from './service-error'

export interface StatisticsInput {
  by: UsageDimension
  bucket: UsageBucket
  /** 30 days before `to` when absent. */
  from?: Date | undefined
  /** Now when absent. */
  to?: Date | undefined
  /** IANA name; the hub's own when absent. */
  timeZone?: string | undefined
  filter: UsageFilter
  rank: UsageRank
  limit: number
}

export interface NamedUsage extends UsageSeries {
  /** Id, or name of the model; empty where requests had none. */
  id: string
  /** Null where there is none, and for what is gone for good. */
  name: string | null
  /** Of a key: whose it is. */
  userName: string | null
}
export interface NamedStatistics extends Omit<UsageStatistics, 'subjects'> {
  by: UsageDimension
  timeZone: string
  subjects: NamedUsage[]
}

/** FR-015. */
export interface StatisticsService {
  /** @throws ServiceError invalid for a range that ends before it begins, and for more buckets than are read */
  read(input: StatisticsInput): Promise<NamedStatistics>
  /** Everything that `read` would tell, every subject of it, as a file.
   * @throws ServiceError invalid also for more lines than a file may have */
  exportFile(input: Omit<StatisticsInput, 'limit'>, format: 'csv' | 'json'): Promise<StatisticsFile>
}

const DEFAULT_RANGE_MS = 30 * 86_400_000

export function createStatisticsService(options: {
  usage: Pick<UsageStore, 'statistics' | 'names'>
  /** Of who names none. */
  timeZone: string
  nowMs: () => number
}): StatisticsService {
  const { usage, nowMs } = options

  /** @throws ServiceError invalid */
  const checked = (input: Omit<StatisticsInput, 'limit'>) => {
    const toMs = input.to?.getTime() ?? nowMs()
    const fromMs = input.from?.getTime() ?? toMs - DEFAULT_RANGE_MS
    if (fromMs >= toMs)
      throw ServiceError.invalid([
        { path: 'from', message: 'must be before `to`', rule: { code: 'fromAfterTo' } },
      ])
    return { ...input, fromMs, toMs, timeZone: input.timeZone ?? options.timeZone }
  }

  const read = async (input: StatisticsInput): Promise<NamedStatistics> => {
    const query = checked(input)
    const { subjects, ...statistics } = await usage
      .statistics({ ...query, limit: input.limit })
      .catch((error: unknown) => {
        throw error instanceof RangeError ? ServiceError.invalid([TOO_MANY_BUCKETS]) : error
      })
    const names = await usage.names(
      input.by,
      subjects.map(({ subject }) => subject),
    )
    return {
      ...statistics,
      by: input.by,
      timeZone: query.timeZone,
      subjects: subjects.map(({ subject: id, ...series }) => {
        const { name, userName } = names.get(id) ?? { name: input.by === 'model' ? id : null, userName: null }
        return { id, name: name === '' ? null : name, userName, ...series }
      }),
    }
  }

  return {
    read,
    async exportFile(input, format) {
      const buckets = bucketStarts({ ...checked(input), max: MAX_LINES })?.length ?? MAX_LINES
      const limit = Math.floor(MAX_LINES / Math.max(1, buckets))
      return toStatisticsFile(await read({ ...input, limit }), format)
    },
  }
}

const TOO_MANY_BUCKETS = {
  path: 'bucket',
  message: 'is too short for so long a range: choose a longer one, so that there are at most 1,000',
}
