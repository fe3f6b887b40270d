import fs from 'node:fs'
import path from 'node:path'
import type { Logger } from '#server/platform/logger'
import type { SpendJournal } from './memory-spend'
import { openSegments } from './journal-segments'
import type { Segment } from './journal-segments'

export interface SpendJournalOptions {
  directory: string
  log: Pick<Logger, 'info' | 'error'>
  /** A new file is begun after so many bytes. */
  segmentBytes?: number
  /** Milliseconds between two syncs to the disk itself. */
  syncMs?: number
}

const SEGMENT_BYTES = 4_000_000
const SYNC_MS = 1_000

/** The journal of a hub that keeps its state in memory (design.md §7): one line for an intent before the upstream is called,
 * one for the row when its outcome is known. Lines reach the kernel at once, so that they survive whatever happens to this
 * process, and the disk within a second. A file is removed when the database has the rows of all its intents, oldest
 * first: the row of an intent stands in its own file or in a later one.
 * Whatever is found of an earlier process may have reached the database already, which takes a request only once. */
export function openSpendJournal(options: SpendJournalOptions): SpendJournal {
  return new FileJournal(options)
}

class FileJournal implements SpendJournal {
  readonly #options: SpendJournalOptions
  readonly #segments: Segment[]
  readonly #segmentOf = new Map<string, Segment>()
  #current: Segment
  #fd: number
  /** Lines that the disk has not taken yet. */
  #waiting = ''
  #dirty = false
  #failing = false
  readonly #sync: NodeJS.Timeout
  readonly #abandoned: Map<string, string>

  constructor(options: SpendJournalOptions) {
    this.#options = options
    fs.mkdirSync(options.directory, { recursive: true, mode: 0o700 })
    const { segments, rows } = openSegments(options.directory)
    this.#segments = segments
    this.#abandoned = rows
    for (const segment of segments) for (const id of segment.open) this.#segmentOf.set(id, segment)
    this.#current = this.#begin()
    this.#fd = fs.openSync(this.#current.file, 'a', 0o600)
    this.#removeDone()
    this.#sync = setInterval(() => {
      this.#syncSoon()
    }, options.syncMs ?? SYNC_MS).unref()
    if (rows.size > 0)
      options.log.info({ requests: rows.size }, 'an earlier process has left requests behind')
  }

  get abandoned(): { requestId: string; row: string }[] {
    return [...this.#abandoned].map(([requestId, row]) => ({ requestId, row }))
  }

  intend(requestId: string, row: string): void {
    if (this.#current.bytes >= (this.#options.segmentBytes ?? SEGMENT_BYTES)) this.#turnOver()
    this.#current.open.add(requestId)
    this.#segmentOf.set(requestId, this.#current)
    this.#append(`i ${requestId} ${row}\n`)
  }

  settle(requestId: string, row: string): void {
    this.#append(`o ${requestId} ${row}\n`)
  }

  forget(requestIds: readonly string[]): void {
    for (const id of requestIds) {
      this.#abandoned.delete(id)
      this.#segmentOf.get(id)?.open.delete(id)
      this.#segmentOf.delete(id)
    }
    this.#removeDone()
  }

  async close(): Promise<void> {
    clearInterval(this.#sync)
    await new Promise((resolve) => {
      fs.fdatasync(this.#fd, resolve)
    })
    fs.closeSync(this.#fd)
    if (this.#current.open.size === 0 && this.#segments.length === 1) fs.rmSync(this.#current.file)
  }

  #begin(): Segment {
    const number = (this.#segments.at(-1)?.number ?? 0) + 1
    const name = `${String(number).padStart(10, '0')}.log`
    const segment: Segment = {
      number,
      file: path.join(this.#options.directory, name),
      bytes: 0,
      open: new Set(),
    }
    this.#segments.push(segment)
    return segment
  }

  #turnOver(): void {
    const full = this.#fd
    this.#current = this.#begin()
    this.#fd = fs.openSync(this.#current.file, 'a', 0o600)
    this.#dirty = false
    fs.fdatasync(full, () => {
      fs.close(full)
    })
    this.#removeDone()
  }

  /** At once and not at the end of the turn: the client is about to have its answer, and the kernel takes a line in a few
   * microseconds. */
  #append(line: string): void {
    this.#waiting += line
    try {
      const bytes = Buffer.from(this.#waiting)
      for (let at = 0; at < bytes.length;) at += fs.writeSync(this.#fd, bytes, at)
      this.#current.bytes += bytes.length
      this.#waiting = ''
      this.#dirty = true
      if (this.#failing) this.#options.log.info({}, 'the journal is written again')
      this.#failing = false
    } catch (error) {
      // A full disk is no reason to refuse requests: their rows still wait in memory for the database.
      if (!this.#failing)
        this.#options.log.error({ err: error }, 'the journal cannot be written, a crash would lose requests')
      this.#failing = true
      // A part may stand there already: it becomes a line of its own, and everything is written again.
      this.#waiting = `\n${this.#waiting}`
      if (this.#waiting.length > MAX_WAITING) this.#waiting = ''
    }
  }

  #syncSoon(): void {
    if (!this.#dirty) return
    this.#dirty = false
    fs.fdatasync(this.#fd, (error) => {
      if (error) this.#dirty = true
    })
  }

  #removeDone(): void {
    for (;;) {
      const [oldest] = this.#segments
      if (!oldest || oldest === this.#current || oldest.open.size > 0) return
      this.#segments.shift()
      fs.rmSync(oldest.file, { force: true })
    }
  }
}

/** Characters that wait for a disk that cannot be written. */
const MAX_WAITING = 16_000_000
