import type { Worker } from 'node:worker_threads'
import type { RequestLogRow } from '#server/domain/request-log'
import type { Logger } from '#server/platform/logger'
import { startWorker } from '#server/platform/worker-entry'
import type { RequestLogWriter } from './interfaces'
import { encodeRow } from './request-log-columns'

export interface WriterThreadData {
  url: string
}

/** What the thread answers to each batch. `refused`: the database will never take it as it is. */
export type WriterReply = { outcome: 'durable' } | { outcome: 'refused' | 'unavailable'; message: string }

export interface RequestLogWriterOptions {
  url: string
  log: Pick<Logger, 'info' | 'warn' | 'error'>
  /** Called with the ids of a batch, in its order, once its rows and their share of the rollups are in the database, or
   * will never be: it refuses a row for good. */
  onDone?: (ids: readonly string[]) => void
  /** Rows in one insert at most. */
  batchRows?: number
  /** Milliseconds that a row may wait for others. */
  batchMs?: number
  /** Characters that may wait while the database is away; beyond that the oldest rows are given up. */
  maxQueuedChars?: number
  /** Milliseconds that `close` waits for a database that is away. */
  closeTimeoutMs?: number
}

export interface CountingRequestLogWriter extends RequestLogWriter {
  /** Rows given up since the start: more waited than may, or the database refused them. */
  readonly lost: number
}

const FIRST_RETRY_MS = 100
const LAST_RETRY_MS = 5_000

/** The only writer of request rows. This thread turns a row into text and passes batches on, one at a time; another
 * thread inserts them. A batch that fails is sent again with growing pauses; nothing here ever waits or throws. */
export function createRequestLogWriter(options: RequestLogWriterOptions): CountingRequestLogWriter {
  return new QueueingWriter(options)
}

class QueueingWriter implements CountingRequestLogWriter {
  lost = 0
  readonly #log: RequestLogWriterOptions['log']
  readonly #url: string
  readonly #limits: Required<Omit<RequestLogWriterOptions, 'url' | 'log' | 'onDone'>>
  readonly #tellDone: RequestLogWriterOptions['onDone']
  /** Encoded rows, oldest first; the first `#inFlight` of them are with the thread. */
  readonly #queue: string[] = []
  /** Their ids, in the same order. */
  readonly #ids: string[] = []
  #queuedChars = 0
  #inFlight = 0
  /** Rows of the next batch; halves while the database refuses, to find the row that it refuses. */
  #batchRows: number
  /** Failures of the batch in a row; while `#pausing`, only the timer sends. */
  #failures = 0
  #pausing = false
  #timer: NodeJS.Timeout | undefined
  #worker: Worker | undefined
  #closed = false
  /** Rows that left the queue since the start, and who waits for how many. */
  #settled = 0
  #waiters: { settled: number; resolve: () => void }[] = []

  constructor(options: RequestLogWriterOptions) {
    const { batchRows = 256, batchMs = 100, maxQueuedChars = 64_000_000, closeTimeoutMs = 5_000 } = options
    this.#log = options.log
    this.#url = options.url
    this.#tellDone = options.onDone
    this.#limits = { batchRows, batchMs, maxQueuedChars, closeTimeoutMs }
    this.#batchRows = batchRows
    // At once, so that the first batch does not wait for the thread to start.
    this.#thread()
  }

  get pending(): number {
    return this.#queue.length
  }

  append(row: RequestLogRow): void {
    this.appendEncoded(row.id, encodeRow(row))
  }

  appendEncoded(id: string, encoded: string): void {
    this.#queue.push(encoded)
    this.#ids.push(id)
    this.#queuedChars += encoded.length
    if (this.#queuedChars > this.#limits.maxQueuedChars) this.#dropOldest()
    this.#sendSoon()
  }

  flush(): Promise<void> {
    if (this.#queue.length === 0) return Promise.resolve()
    return new Promise((resolve) => {
      this.#waiters.push({ settled: this.#settled + this.#queue.length, resolve })
      this.#send()
    })
  }

  async close(): Promise<void> {
    await withinMs(this.flush(), this.#limits.closeTimeoutMs)
    this.#closed = true
    clearTimeout(this.#timer)
    if (this.#queue.length > 0)
      this.#log.error({ rows: this.#queue.length }, 'request rows were lost at shutdown')
    const worker = this.#worker
    if (!worker) return
    const ended = new Promise((resolve) => worker.once('exit', resolve))
    worker.postMessage(null)
    await withinMs(ended, this.#limits.closeTimeoutMs)
    await worker.terminate()
  }

  #sendSoon(): void {
    const waiting = this.#queue.length - this.#inFlight
    if (waiting >= this.#limits.batchRows || this.#waiters.length > 0) this.#send()
    else if (waiting > 0) this.#sendIn(this.#limits.batchMs)
  }

  #sendIn(ms: number): void {
    if (this.#closed) return
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#pausing = false
      this.#send()
    }, ms)
  }

  #send(): void {
    if (this.#inFlight > 0 || this.#pausing || this.#closed || this.#queue.length === 0) return
    clearTimeout(this.#timer)
    this.#timer = undefined
    const rows = this.#queue.slice(0, this.#batchRows)
    this.#inFlight = rows.length
    this.#thread().postMessage(`[${rows.join(',')}]`)
  }

  #thread(): Worker {
    if (this.#worker) return this.#worker
    const workerData: WriterThreadData = { url: this.#url }
    const worker = startWorker({ name: 'request-log-writer-thread', importer: import.meta.url, workerData })
    worker.on('message', (reply: WriterReply) => {
      this.#onReply(reply)
    })
    worker.on('error', (error) => {
      this.#log.error({ err: error }, 'the request log thread failed')
    })
    worker.on('exit', () => {
      this.#worker = undefined
      this.#onReply({ outcome: 'unavailable', message: 'the thread ended' })
    })
    this.#worker = worker
    return worker
  }

  #onReply(reply: WriterReply): void {
    if (this.#closed) return
    const rows = this.#inFlight
    this.#inFlight = 0
    if (reply.outcome === 'durable') this.#onDurable(rows)
    else if (reply.outcome === 'refused') this.#onRefused(rows, reply.message)
    else this.#onUnavailable(reply.message)
  }

  #onDurable(rows: number): void {
    if (this.#failures > 0) this.#log.info({ waiting: this.#queue.length }, 'request rows are written again')
    this.#failures = 0
    this.#batchRows = Math.min(this.#batchRows * 2, this.#limits.batchRows)
    const ids = this.#leave(0, rows)
    this.#sendSoon()
    this.#tellDone?.(ids)
  }

  #onRefused(rows: number, reason: string): void {
    if (rows > 1) {
      this.#batchRows = Math.ceil(rows / 2)
    } else {
      this.lost += rows
      this.#log.error({ reason, lost: this.lost }, 'the database refuses a request row, it is lost')
      const ids = this.#leave(0, rows)
      // It would be refused again by whoever finds it in a journal.
      this.#tellDone?.(ids)
    }
    this.#send()
  }

  #onUnavailable(reason: string): void {
    if (this.#failures === 0) this.#log.warn({ reason }, 'request rows cannot be written, they wait')
    this.#pausing = true
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#sendIn(Math.min(FIRST_RETRY_MS * 2 ** this.#failures++, LAST_RETRY_MS))
  }

  /** By the batch, because taking rows off the front of a long queue one by one is slow. */
  #dropOldest(): void {
    if (this.lost === 0)
      this.#log.error({ waiting: this.#queue.length }, 'too many request rows wait, the oldest are lost')
    this.lost += this.#leave(this.#inFlight, this.#limits.batchRows).length
  }

  #leave(from: number, count: number): string[] {
    const left = this.#queue.splice(from, count)
    for (const row of left) this.#queuedChars -= row.length
    this.#settled += left.length
    // With rows in flight at its head, the queue is not in order of leaving, and the count says nothing yet.
    if (this.#inFlight === 0) this.#resolveWaiters()
    return this.#ids.splice(from, count)
  }

  #resolveWaiters(): void {
    const done = this.#waiters.filter((waiter) => waiter.settled <= this.#settled)
    if (done.length === 0) return
    this.#waiters = this.#waiters.filter((waiter) => waiter.settled > this.#settled)
    for (const waiter of done) waiter.resolve()
  }
}

/** Wait for something, but not longer than this. */
async function withinMs(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([work, timeout])
  clearTimeout(timer)
}
