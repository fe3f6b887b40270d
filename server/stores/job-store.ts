import { uuidv7 } from 'uuidv7'
import { z } from 'zod'
import { JOB_KINDS, JOB_STATUSES } from '#server/domain/job'
import type { Job, JobDetail, JobKind, JobStatus } from '#server/domain/job'
import type { Page } from '#server/domain/page'
import type { Job as JobRow } from '#prisma/generated/sqlite/client'
import { auditScope } from './audit-scope'
import type { PageRequest } from './interfaces'
import { parseColumns } from './parse-columns'
import { readPage } from './read-page'
import type { StoreContext } from './store-context'
import { attempt } from './store-error'

export type JobOutcome =
  | { status: 'done'; result: unknown; file: Job['file'] }
  | { status: 'failed'; error: string }
  | { status: 'cancelled' }

/** Long work and the files that it makes. Over several instances each job is taken by one, its holder. */
export interface JobStore {
  /** Queue one, for whoever is at work. @param input plain JSON */
  create(kind: JobKind, input: object): Promise<Job>
  list(filter: { status?: JobStatus | undefined }, page: PageRequest): Promise<Page<Job>>
  get(id: string): Promise<JobDetail | null>
  /** How many wait or are at work. */
  open(): Promise<number>
  /** Take the oldest that waits. Null when none does. */
  take(holder: string): Promise<Job | null>
  /** Say that it is still worked on, and how far it is.
   * @returns what its holder is to do now; `lost`: it is not his any more */
  beat(
    id: string,
    holder: string,
    progress: Pick<Job, 'done' | 'total'>,
  ): Promise<'go on' | 'cancel' | 'lost'>
  /** Without a file unless it is done. Nothing when it is not the holder's any more. */
  finish(id: string, holder: string, outcome: JobOutcome & Pick<Job, 'done' | 'total'>): Promise<void>
  /** One that waits ends at once, one at work is asked to. False when it has ended already. */
  cancel(id: string): Promise<boolean>
  /** Those at work of which nothing was heard since. @returns how many there were */
  failSilent(sinceMs: number, error: string): Promise<number>
  /** @param seq from 0, without gaps */
  addChunk(id: string, seq: number, bytes: Uint8Array): Promise<void>
  chunk(id: string, seq: number): Promise<Uint8Array | null>
}

const checked = z.object({ kind: z.enum(JOB_KINDS), status: z.enum(JOB_STATUSES) })

type Context = Pick<StoreContext, 'client' | 'now'>

export const createJobStore = (context: Context): JobStore => ({
  ...createQueue(context),
  ...createWork(context),
  ...createFiles(context),
})

type Queue = Pick<JobStore, 'create' | 'list' | 'get' | 'open'>
function createQueue({ client, now }: Context): Queue {
  return {
    create: (kind, input) =>
      attempt(async () => {
        const actor = auditScope()?.actor ?? 'hub'
        const fields = { id: uuidv7(), kind, input: JSON.stringify(input), actor, createdAt: now() }
        return toJob(await client.job.create({ data: { ...fields, status: 'queued' } }))
      }),

    list: ({ status }, page) =>
      attempt(() =>
        readPage({
          page,
          read: ({ take, beforeId }) =>
            client.job.findMany({
              where: {
                ...(beforeId !== null && { id: { lt: beforeId } }),
                ...(status !== undefined && { status }),
              },
              // What came of one may be a whole table of prices.
              omit: { result: true },
              orderBy: { id: 'desc' },
              take,
            }),
          toItem: toJob,
        }),
      ),

    get: (id) =>
      attempt(async () => {
        const row = await client.job.findUnique({ where: { id } })
        return row && { ...toJob(row), result: parse(row.result ?? 'null') }
      }),

    open: () => attempt(() => client.job.count({ where: { status: { in: ['queued', 'running'] } } })),
  }
}

type Work = Pick<JobStore, 'take' | 'beat' | 'finish' | 'cancel' | 'failSilent'>
function createWork({ client, now }: Context): Work {
  /** One that did not come to its end has no file. */
  const end = async (id: string, where: object, data: object): Promise<boolean> => {
    const [{ count }] = await client.$transaction([
      client.job.updateMany({
        where: { id, ...where },
        data: { ...data, holder: null, cancelRequested: false, finishedAt: now() },
      }),
      client.jobChunk.deleteMany({ where: { jobId: id, job: { status: { in: ['failed', 'cancelled'] } } } }),
    ])
    return count > 0
  }
  return {
    take: (holder) =>
      attempt(async () => {
        const next = await client.job.findFirst({ where: { status: 'queued' }, orderBy: { id: 'asc' } })
        if (!next) return null
        const { count } = await client.job.updateMany({
          where: { id: next.id, status: 'queued' },
          data: { status: 'running', holder, heartbeatAt: now() },
        })
        return count > 0 ? toJob({ ...next, status: 'running' }) : null
      }),

    beat: (id, holder, progress) =>
      attempt(async () => {
        const mine = { id, holder, status: 'running' }
        const { count } = await client.job.updateMany({
          where: mine,
          data: { ...progress, heartbeatAt: now() },
        })
        if (count === 0) return 'lost'
        const asked = await client.job.findFirst({ where: { ...mine, cancelRequested: true } })
        return asked ? 'cancel' : 'go on'
      }),

    finish: (id, holder, outcome) =>
      attempt(async () => {
        const { status, done, total } = outcome
        const came =
          status === 'done'
            ? {
                result: JSON.stringify(outcome.result),
                fileName: outcome.file?.name ?? null,
                fileBytes: BigInt(outcome.file?.bytes ?? 0),
              }
            : { error: status === 'failed' ? outcome.error : null }
        await end(id, { holder, status: 'running' }, { status, done, total, ...came })
      }),

    cancel: (id) =>
      attempt(async () => {
        if (await end(id, { status: 'queued' }, { status: 'cancelled' })) return true
        const { count } = await client.job.updateMany({
          where: { id, status: 'running' },
          data: { cancelRequested: true },
        })
        return count > 0
      }),

    failSilent: (sinceMs, error) =>
      attempt(async () => {
        const silent = { status: 'running', heartbeatAt: { lt: new Date(sinceMs) } }
        const rows = await client.job.findMany({ where: silent, select: { id: true } })
        const failed = await Promise.all(rows.map(({ id }) => end(id, silent, { status: 'failed', error })))
        return failed.filter(Boolean).length
      }),
  }
}

type Files = Pick<JobStore, 'addChunk' | 'chunk'>
function createFiles({ client }: Pick<Context, 'client'>): Files {
  return {
    addChunk: (jobId, seq, bytes) =>
      attempt(async () => {
        await client.jobChunk.create({ data: { jobId, seq, bytes: new Uint8Array(bytes) } })
      }),

    chunk: (jobId, seq) =>
      attempt(async () => {
        const row = await client.jobChunk.findUnique({ where: { jobId_seq: { jobId, seq } } })
        return row?.bytes ?? null
      }),
  }
}

function toJob(row: Omit<JobRow, 'result'>): Job {
  const { id, done, total, error, actor, cancelRequested, createdAt, finishedAt } = row
  return {
    ...{ id, done, total, error, actor, cancelRequested, createdAt, finishedAt },
    ...parseColumns('Job', row, checked),
    input: parse(row.input),
    file: row.fileName === null ? null : { name: row.fileName, bytes: Number(row.fileBytes) },
  }
}

/** Written by this hub, as JSON. */
const parse = (json: string): unknown => JSON.parse(json)
