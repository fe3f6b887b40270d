import type { Job, JobKind } from '#server/domain/job'
import type { Logger } from '#server/platform/logger'
import type { JobOutcome, JobStore } from '#server/stores/interfaces'
import { ServiceError } from '../service-error'
import { JobFailure } from './job-work'
import type { JobWork } from './job-work'
import { MAX_FILE_BYTES, writeJobFile } from './write-job-file'

/** Works on the jobs that wait, some at once. Over several instances each job is one's. */
export interface JobRunner {
  start(): void
  /** There is something to do. */
  nudge(): void
  /** What is at work ends as failed. Resolves soon. */
  stop(): Promise<void>
}

export interface JobRunnerOptions {
  store: JobStore
  /** Loaded when there is the first job. */
  loadWorks: () => Promise<Record<JobKind, JobWork>>
  /** Unlike that of any other instance, and of this one before it was started again. */
  holder: string
  /** No other instance works on this database: whatever is at work when this one starts was left behind. */
  alone: boolean
  nowMs: () => number
  log: Pick<Logger, 'info' | 'warn'>
  atOnce?: number
  maxFileBytes?: number
}

/** Between two looks for work of other instances; its own is nudged. */
const LOOK_MS = 2_000
/** How far it is and whether it shall end, of each that is at work: so it ends within a second. */
const BEAT_MS = 400
/** A holder that has not been heard of for so long has ended. */
const SILENT_MS = 30_000
const STOP_MS = 3_000

const STOPPED = 'the hub was stopped while this was at work: start it again'
const LEFT_BEHIND = 'the instance that worked on this has ended: start it again'
const UNEXPECTED = 'the hub could not do this; its log says why'

export function createJobRunner(options: JobRunnerOptions): JobRunner {
  return new Runner(options)
}

/** Why a job is ended from outside. */
class Ending extends Error {
  constructor(readonly outcome: JobOutcome) {
    super(outcome.status)
  }
}

class Runner implements JobRunner {
  readonly #options: JobRunnerOptions
  readonly #atWork = new Map<string, { controller: AbortController; ended: Promise<void> }>()
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | null = null
  #again = false
  #stopped = false
  #failing = false

  constructor(options: JobRunnerOptions) {
    this.#options = options
  }

  start(): void {
    this.#timer ??= setInterval(() => {
      this.nudge()
    }, LOOK_MS).unref()
    this.#look(this.#options.alone ? this.#options.nowMs() + 1 : undefined)
  }

  nudge(): void {
    if (this.#looking) this.#again = true
    else this.#look()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    clearInterval(this.#timer)
    await this.#looking
    for (const { controller } of this.#atWork.values())
      controller.abort(new Ending({ status: 'failed', error: STOPPED }))
    let timer: NodeJS.Timeout | undefined
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, STOP_MS)
    })
    await Promise.race([Promise.all([...this.#atWork.values()].map(({ ended }) => ended)), late])
    clearTimeout(timer)
  }

  #look(silentSinceMs = this.#options.nowMs() - SILENT_MS): void {
    if (this.#stopped) return
    this.#looking = this.#takeAll(silentSinceMs)
      .then(
        () => {
          this.#failing = false
        },
        (error: unknown) => {
          // Once an outage.
          if (!this.#failing) this.#options.log.warn({ err: error }, 'jobs could not be looked at')
          this.#failing = true
        },
      )
      .finally(() => {
        this.#looking = null
        if (!this.#again) return
        this.#again = false
        this.#look()
      })
  }

  async #takeAll(silentSinceMs: number): Promise<void> {
    const { store, holder, atOnce = 2 } = this.#options
    await store.failSilent(silentSinceMs, LEFT_BEHIND)
    while (!this.#stopped && this.#atWork.size < atOnce) {
      const job = await store.take(holder)
      if (!job) return
      this.#begin(job)
    }
  }

  #begin(job: Job): void {
    const controller = new AbortController()
    const ended = this.#work(job, controller).finally(() => {
      this.#atWork.delete(job.id)
      this.nudge()
    })
    this.#atWork.set(job.id, { controller, ended })
  }

  /** Never rejects. */
  async #work(job: Job, controller: AbortController): Promise<void> {
    const { store, holder, log } = this.#options
    const { signal } = controller
    const progress = { done: 0, total: null as number | null }
    const beats = this.#follow(job.id, progress, controller)
    let outcome: JobOutcome
    try {
      outcome = await this.#do(job, signal, progress)
    } catch (error) {
      outcome = this.#outcomeOf(job, signal.aborted ? signal.reason : error)
    }
    clearInterval(beats)
    if (outcome.status === 'done' && progress.total !== null) progress.done = progress.total
    await store.finish(job.id, holder, { ...outcome, ...progress }).catch((error: unknown) => {
      log.warn({ err: error, job: job.id }, 'the end of a job could not be written down')
    })
  }

  async #do(
    { id, kind, input }: Job,
    signal: AbortSignal,
    progress: Pick<Job, 'done' | 'total'>,
  ): Promise<JobOutcome> {
    const { store, loadWorks, maxFileBytes = MAX_FILE_BYTES } = this.#options
    const works = await loadWorks()
    let file: Job['file'] = null
    const result = await works[kind](input, {
      signal,
      report(done, total) {
        progress.done = done
        // It was a guess.
        progress.total = total === null ? null : Math.max(done, total)
      },
      async writeFile(name, text) {
        const addChunk = (seq: number, piece: Uint8Array) => store.addChunk(id, seq, piece)
        file = { name, bytes: await writeJobFile({ text, addChunk, maxBytes: maxFileBytes, signal }) }
      },
    })
    signal.throwIfAborted()
    return { status: 'done', result, file }
  }

  #follow(id: string, progress: Pick<Job, 'done' | 'total'>, controller: AbortController): NodeJS.Timeout {
    const { store, holder } = this.#options
    let beating = false
    return setInterval(() => {
      if (beating) return
      beating = true
      store
        .beat(id, holder, { ...progress })
        .then((told) => {
          if (told === 'cancel') controller.abort(new Ending({ status: 'cancelled' }))
          if (told === 'lost') controller.abort(new Ending({ status: 'failed', error: LEFT_BEHIND }))
        })
        // The database is away: whoever finds the job silent then ends it.
        .catch(() => undefined)
        .finally(() => {
          beating = false
        })
    }, BEAT_MS)
  }

  #outcomeOf(job: Job, error: unknown): JobOutcome {
    if (error instanceof Ending) return error.outcome
    if (error instanceof JobFailure || error instanceof ServiceError)
      return { status: 'failed', error: error.message }
    this.#options.log.warn({ err: error, job: job.id, kind: job.kind }, 'a job failed')
    return { status: 'failed', error: UNEXPECTED }
  }
}
