import cluster from 'node:cluster'
import type { Worker } from 'node:cluster'
import { setTimeout as wait } from 'node:timers/promises'
import type { Logger } from './logger'

/** A worker that dies at once must not take the machine with it by being started over and over. */
const RESTART_PAUSE_MS = 1_000

/** Run several processes of this program on one port, and put another one in the place of one that dies. They share nothing but
 * the port: what they must agree on is in the database and in Redis. Ends the process when all of them have ended.
 * @see https://nodejs.org/api/cluster.html */
export function superviseWorkers({ count, log }: { count: number; log: Logger }): void {
  let stopping = false
  /** The first one makes what a first boot makes; the others begin when it is there. */
  let started = false

  const fork = () => {
    const worker = cluster.fork()
    worker.once('listening', () => {
      log.info({ pid: worker.process.pid }, 'a worker process serves')
      if (started) return
      started = true
      for (let others = 1; others < count; others += 1) fork()
    })
    worker.once('exit', (code, signal: string | null) => {
      if (stopping || !started) leave(stopping ? 0 : code)
      else replace(worker, signal ?? code)
    })
  }
  const replace = (worker: Worker, reason: string | number) => {
    log.error({ pid: worker.process.pid, reason }, 'a worker process ended; another one takes its place')
    void wait(RESTART_PAUSE_MS).then(() => {
      if (!stopping) fork()
    })
  }
  const leave = (code: number) => {
    if (alive().length === 0) process.exit(code)
  }
  const stop = (signal: NodeJS.Signals) => {
    stopping = true
    for (const worker of alive()) worker.process.kill(signal)
    leave(0)
  }

  process.on('SIGTERM', stop)
  // A terminal sends it to the workers as well; a second one does them no harm.
  process.on('SIGINT', stop)
  fork()
}

const alive = (): Worker[] => Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined)

/** Whether this process is to run workers and not to be one. */
export const isSupervisor = (count: number): boolean => count > 1 && cluster.isPrimary

/** Whether this is the only process, or the first one of several: what is said once is said by it. */
export const isFirstWorker = (): boolean => cluster.isPrimary || cluster.worker?.id === 1
