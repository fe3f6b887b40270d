import { z } from 'zod'
import { JOB_KINDS, JOB_STATUSES, LOG_FILE_KINDS } from '#server/domain/job'
import type { ExportResult, Job, JobDetail, RecomputeResult } from '#server/domain/job'
import { formatUsd } from '#server/domain/money'
import { fromPlainJson } from '#server/services/jobs/sync-prices'
import { isoTime, pageFields, time, toIso, toIsoOrNull } from './fields'
import { logListInput } from './log'
import { priceSyncPreviewView, toSyncPreviewView } from './price'

export const jobListInput = z.object({ ...pageFields, status: z.enum(JOB_STATUSES).optional() })
export const jobLiveInput = z.object({ limit: z.number().int().min(1).max(200).default(50) })

export const logExportInput = logListInput
  .omit({ limit: true, cursor: true })
  .extend({ format: z.enum(LOG_FILE_KINDS).default('csv') })

export const recomputeInput = z
  .object({
    from: time
      .meta({ description: 'Began at or after; as far back as rows are kept when absent' })
      .optional(),
    to: time.meta({ description: 'Began before; now when absent' }).optional(),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from < to, {
    path: ['from'],
    error: 'must be before `to`',
  })

const jobFields = {
  id: z.string(),
  status: z.enum(JOB_STATUSES),
  input: z.record(z.string(), z.unknown()).meta({ description: 'What it was asked' }),
  done: z.number().meta({ description: 'Rows or steps so far' }),
  total: z.number().nullable().meta({ description: 'Of so many, about; null while that is not known' }),
  error: z.string().nullable().meta({ description: 'Why it failed' }),
  file: z
    .object({ name: z.string(), bytes: z.number().meta({ description: 'As it is kept, compressed' }) })
    .nullable()
    .meta({ description: 'To be fetched from /jobs/{id}/file' }),
  actor: z.string().meta({ description: 'Who asked for it, as in the audit log' }),
  cancelRequested: z.boolean().meta({ description: 'It has been told to end, and has not yet' }),
  createdAt: isoTime,
  finishedAt: isoTime.nullable(),
}

export const jobView = z.object({ kind: z.enum(JOB_KINDS), ...jobFields }).meta({ id: 'Job' })
export type JobView = z.output<typeof jobView>

const result = <Shape extends z.ZodType>(shape: Shape) =>
  shape.nullable().meta({ description: 'What came of it; null until it is done' })

export const jobDetailView = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('logs.export'), ...jobFields, result: result(z.object({ rows: z.number() })) }),
  z.object({ kind: z.literal('prices.sync'), ...jobFields, result: result(priceSyncPreviewView) }),
  z.object({
    kind: z.literal('prices.recompute'),
    ...jobFields,
    result: result(
      z.object({
        looked: z.number().meta({ description: 'Requests of the range' }),
        computed: z.number().meta({ description: 'Those that have a cost now, and had none' }),
        costUsd: z.string().meta({ description: 'Of these together, decimal USD' }),
        unpriced: z
          .array(z.object({ model: z.string(), requests: z.number() }))
          .meta({ description: 'Models that still have no price' }),
      }),
    ),
  }),
])
export type JobDetailView = z.output<typeof jobDetailView>

export const jobListView = z.object({ items: z.array(jobView), nextCursor: z.string().nullable() })

export function toJobView(job: Job): JobView {
  return {
    ...job,
    // Written by this hub as an object.
    input: job.input as Record<string, unknown>,
    createdAt: toIso(job.createdAt),
    finishedAt: toIsoOrNull(job.finishedAt),
  }
}

export function toJobDetailView({ result: kept, ...job }: JobDetail): JobDetailView {
  const { kind, ...view } = toJobView(job)
  // The results below were written by the work of their kind.
  if (kind === 'logs.export') return { ...view, kind, result: kept as ExportResult | null }
  if (kind === 'prices.sync')
    return { ...view, kind, result: kept === null ? null : toSyncPreviewView(fromPlainJson(kept)) }
  return { ...view, kind, result: kept === null ? null : toRecomputeView(kept as RecomputeResult) }
}

const toRecomputeView = ({ nanoUsd, ...counts }: RecomputeResult) => ({
  ...counts,
  costUsd: formatUsd(BigInt(nanoUsd)),
})

/** Times as they are kept. */
export const toJobInput = <Input extends { from?: Date | undefined; to?: Date | undefined }>({
  from,
  to,
  ...rest
}: Input) => ({ ...rest, from: from?.toISOString(), to: to?.toISOString() })
