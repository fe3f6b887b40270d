import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from '#server/platform/logger'
import { takeProcessLock } from '#server/platform/process-lock'
import type { ProcessLock } from '#server/platform/process-lock'
import { openSegments } from './journal-segments'
import { decodeRecord, encodeRecord } from './redis-spend-keys'
import { openSpendJournal } from './spend-journal'
import type { Intent } from './spend-state'

/** What an instance that counts in Redis keeps on its own disk as well, so that a Redis that has forgotten everything and a
 * process that was killed are not, together, a loss (decisions/020). */
export interface InstanceJournal {
  intend(requestId: string, intent: Intent): void
  settle(requestId: string, record: Intent): void
  /** The database has their rows. */
  forget(requestIds: readonly string[]): void
  /** What instances that have ended on this machine had not written to the database yet. */
  readonly inherited: readonly { requestId: string; record: Intent }[]
  /** Those instances. */
  readonly predecessors: readonly string[]
  close(): Promise<void>
}

/** For an instance without a disk. */
export const NO_INSTANCE_JOURNAL: InstanceJournal = {
  intend: () => undefined,
  settle: () => undefined,
  forget: () => undefined,
  inherited: [],
  predecessors: [],
  close: () => Promise.resolve(),
}

export interface InstanceJournalOptions {
  /** One for all instances of a machine; each has a folder of its own in it, under a lock. The file system must be one on
   * which locks work. */
  directory: string
  instanceId: string
  log: Pick<Logger, 'info' | 'error'>
}

export async function openInstanceJournal(options: InstanceJournalOptions): Promise<InstanceJournal> {
  const { directory, instanceId, log } = options
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const estates = await findEstates(directory)
  const folder = join(directory, instanceId)
  mkdirSync(folder, { mode: 0o700 })
  const lock = await takeProcessLock(join(folder, LOCK_FILE))
  const journal = openSpendJournal({ directory: folder, log })
  const inherited = estates.flatMap(({ rows }) =>
    [...rows].map(([requestId, line]) => ({ requestId, record: recordOf(line) })),
  )
  if (inherited.length > 0)
    log.info({ requests: inherited.length }, 'an instance that has ended has left requests behind')
  for (const estate of estates) estate.removeIfDone()

  return {
    intend(requestId, intent) {
      journal.intend(requestId, lineOf(intent))
    },
    settle(requestId, record) {
      journal.settle(requestId, lineOf(record))
    },
    forget(requestIds) {
      journal.forget(requestIds)
      for (const estate of estates) estate.forget(requestIds)
    },
    inherited,
    predecessors: estates.map((estate) => estate.instanceId),
    async close() {
      await Promise.all(estates.map((estate) => estate.close()))
      await journal.close()
      await lock.release()
      // What is left is for the next instance.
      if (openSegments(folder).segments.length === 0) rmSync(folder, { recursive: true, force: true })
    },
  }
}

const LOCK_FILE = 'instance.lock'
const INSTANCE = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Folders of instances that have ended: the operating system has freed their locks. */
async function findEstates(directory: string): Promise<Estate[]> {
  const found: Estate[] = []
  for (const instanceId of readdirSync(directory)) {
    if (!INSTANCE.test(instanceId)) continue
    const folder = join(directory, instanceId)
    // It is alive, or another heir is quicker and may have removed the folder already.
    const lock = await takeProcessLock(join(folder, LOCK_FILE), { waitMs: 0 }).catch(() => null)
    if (lock) found.push(new Estate(instanceId, folder, lock))
  }
  return found
}

/** What one instance has left, kept until the database has all of it: its heir may be killed as well. */
class Estate {
  readonly rows: ReadonlyMap<string, string>
  readonly #waiting: Set<string>
  #held: ProcessLock | null

  constructor(
    readonly instanceId: string,
    private readonly folder: string,
    lock: ProcessLock,
  ) {
    this.rows = openSegments(folder).rows
    this.#waiting = new Set(this.rows.keys())
    this.#held = lock
  }

  forget(requestIds: readonly string[]): void {
    if (this.#waiting.size === 0) return
    for (const id of requestIds) this.#waiting.delete(id)
    this.removeIfDone()
  }

  removeIfDone(): void {
    if (this.#waiting.size > 0) return
    rmSync(this.folder, { recursive: true, force: true })
    // The file is gone, and the lock with it.
    this.close().catch(() => undefined)
  }

  async close(): Promise<void> {
    const lock = this.#held
    this.#held = null
    await lock?.release()
  }
}

/** A record as a line of the journal holds it: JSON, with the row as it is. */
function lineOf(record: Intent): string {
  const head = encodeRecord({ ...record, row: '' }).trimEnd()
  return `["${head}",${record.row}]`
}

function recordOf(line: string): Intent {
  const end = line.indexOf('",')
  return decodeRecord(`${line.slice(2, end)}\n${line.slice(end + 2, -1)}`)
}
