import { breach } from '#server/domain/broken-rule'
import { isFinished } from '#server/domain/job'
import type { Job, JobDetail, JobInput, JobKind, JobStatus } from '#server/domain/job'
import type { Page } from '#server/domain/page'
import type { JobStore, PageRequest } from '#server/stores/interfaces'
import { ServiceError } from '../service-error'

/** Long work: started, watched, ended, and asked for what came of it. */
export interface JobService {
  /** @throws ServiceError conflict: too many wait already */
  start<Kind extends JobKind>(kind: Kind, input: JobInput<Kind>): Promise<Job>
  list(filter: { status?: JobStatus | undefined }, page: PageRequest): Promise<Page<Job>>
  /** @throws ServiceError not_found */
  get(id: string): Promise<JobDetail>
  /** It ends within a second, wherever it is at work.
   * @throws ServiceError not_found, conflict: it has ended already */
  cancel(id: string): Promise<Job>
  /** The file of a job as it is kept, compressed by gzip. */
  readFile(id: string): AsyncIterable<Uint8Array>
}

/** All of them together keep two at once busy for long. */
const MAX_OPEN = 50

export function createJobService(options: { jobs: JobStore; onQueued: () => void }): JobService {
  const { jobs, onQueued } = options

  const get = async (id: string): Promise<JobDetail> => {
    const job = await jobs.get(id)
    if (!job) throw ServiceError.notFound('job', id)
    return job
  }

  return {
    async start(kind, input) {
      if ((await jobs.open()) >= MAX_OPEN) throw ServiceError.conflict([TOO_MANY])
      const job = await jobs.create(kind, input)
      onQueued()
      return job
    },
    list: (filter, page) => jobs.list(filter, page),
    get,
    async cancel(id) {
      const ended = isFinished(await get(id)) || !(await jobs.cancel(id))
      if (ended) throw ServiceError.conflict([{ path: 'id', message: 'the job has ended already' }])
      return get(id)
    },
    async *readFile(id) {
      for (let seq = 0; ; seq += 1) {
        const piece = await jobs.chunk(id, seq)
        if (!piece) return
        yield piece
      }
    },
  }
}

const TOO_MANY = {
  path: '',
  ...breach('jobsWaiting', `${String(MAX_OPEN)} jobs wait already: wait for them, or cancel some`, {
    max: MAX_OPEN,
  }),
}
