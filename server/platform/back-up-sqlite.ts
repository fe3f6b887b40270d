import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { startWorker } from './worker-entry'

export interface BackUpThreadData {
  url: string
  file: string
}

export interface Backup {
  /** Absolute path. */
  file: string
  bytes: number
  at: Date
}

/** Copies of an embedded database, in a folder beside it. */
export interface Backups {
  /** The newest first. */
  list(): Backup[]
  /** Take one; the hub goes on meanwhile. Of two at the same time the second waits for the first, and is it. */
  take(): Promise<Backup>
}

const NAME = /^hub-\d{8}-\d{6}\.db$/

/** @param options.url of the database, `file:` */
export function createSqliteBackups(options: {
  url: string
  folder: string
  /** As many are kept. */
  keep: number
  nowMs: () => number
}): Backups {
  const { url, folder, keep, nowMs } = options
  let taking: Promise<Backup> | null = null

  const list = (): Backup[] => {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const names = readdirSync(folder).filter((name) => NAME.test(name))
    return names
      .sort()
      .reverse()
      .map((name) => describe(join(folder, name)))
  }
  const take = async (): Promise<Backup> => {
    list()
    const file = join(folder, nameAt(nowMs()))
    // Taken within this second.
    if (existsSync(file)) return describe(file)
    try {
      await copy({ url, file })
    } catch (error) {
      // Half a copy must not pass for one.
      rmSync(file, { force: true })
      throw error
    }
    chmodSync(file, 0o600)
    for (const old of list().slice(keep)) rmSync(old.file)
    return describe(file)
  }
  return {
    list,
    take: () =>
      (taking ??= take().finally(() => {
        taking = null
      })),
  }
}

async function copy(workerData: BackUpThreadData): Promise<void> {
  const thread = startWorker({ name: 'back-up-thread', importer: import.meta.url, workerData })
  try {
    // Rejects with what the thread threw.
    await once(thread, 'message')
  } finally {
    await thread.terminate()
  }
}

const nameAt = (ms: number): string => {
  const [day = '', time = ''] = new Date(ms).toISOString().split('T')
  return `hub-${day.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}.db`
}

const describe = (file: string): Backup => {
  const { size, mtime } = statSync(file)
  return { file, bytes: size, at: mtime }
}
