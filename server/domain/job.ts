import { z } from 'zod'

/** Long work that the hub does beside everything else: it can be watched, ended, and asked for what came of it. */

export const JOB_KINDS = ['logs.export', 'prices.sync', 'prices.recompute'] as const
export type JobKind = (typeof JOB_KINDS)[number]

export const JOB_STATUSES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const
export type JobStatus = (typeof JOB_STATUSES)[number]

export const LOG_FILE_KINDS = ['csv', 'json'] as const
export type LogFileKind = (typeof LOG_FILE_KINDS)[number]

const text = z.string().optional()
const time = z.iso.datetime().optional()

/** What each kind is asked, as it is kept: plain JSON, times in ISO 8601. */
export const JOB_INPUTS = {
  'logs.export': z.object({
    format: z.enum(LOG_FILE_KINDS),
    userId: text,
    keyId: text,
    providerId: text,
    model: text,
    status: text,
    from: time,
    to: time,
  }),
  'prices.sync': z.object({}),
  'prices.recompute': z.object({ from: time, to: time }),
} as const satisfies Record<JobKind, z.ZodType>
export type JobInput<Kind extends JobKind> = z.output<(typeof JOB_INPUTS)[Kind]>

export interface Job {
  /** UUIDv7. */
  id: string
  kind: JobKind
  /** What it was asked; plain JSON. */
  input: unknown
  status: JobStatus
  /** Units done so far: rows, or steps. */
  done: number
  /** Units in all, as far as can be told; null while nobody knows. */
  total: number | null
  /** Why it failed, for whoever asked for it; null when it did not. */
  error: string | null
  /** What it made; `bytes` as they are kept, compressed. */
  file: { name: string; bytes: number } | null
  /** Who asked for it, as in the audit log. */
  actor: string
  /** Somebody wants it to end, and it has not yet. */
  cancelRequested: boolean
  createdAt: Date
  finishedAt: Date | null
}

/** With what came of it; null until it is done. Plain JSON, of the kind's own form. */
export interface JobDetail extends Job {
  result: unknown
}

export const isFinished = ({ status }: Pick<Job, 'status'>): boolean =>
  status !== 'queued' && status !== 'running'

/** What came of an export. */
export interface ExportResult {
  rows: number
}

/** What came of computing missing costs. */
export interface RecomputeResult {
  /** Requests of the range that were looked at. */
  looked: number
  /** Of those, how many have a cost now. */
  computed: number
  /** What these cost together, an integer of nano-USD as text. */
  nanoUsd: string
  /** Models that still have no price, the most requests first. */
  unpriced: { model: string; requests: number }[]
}
