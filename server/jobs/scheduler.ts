import type { Logger } from '#server/platform/logger'
import type { SharedState } from '#server/stores/shared-state'

/** Something to do now and then, in small steps, by one instance of all. Two at once must do no harm. */
export interface Task {
  name: string
  /** From one run's end to the next one. */
  everyMs: number
  /** A step of some milliseconds. @returns whether there is more to do */
  step(nowMs: number): Promise<boolean>
}

export interface Scheduler {
  start(): void
  /** Look what is due and do it. Never rejects. */
  tick(): Promise<void>
  /** Resolves when the step under way has ended. */
  stop(): Promise<void>
}

export interface SchedulerOptions {
  tasks: readonly Task[]
  state: Pick<SharedState, 'claimLease' | 'releaseLease'>
  /** Unlike that of any other instance. */
  holder: string
  nowMs: () => number
  log: Pick<Logger, 'info' | 'warn'>
  /** Schedulers of the same name do the same tasks, one of them at a time. */
  lease?: string
  /** Between two looks at what is due. */
  tickMs?: number
  /** Wait between two steps; what the event loop and the database are for comes first. */
  pause?: (ms: number) => Promise<void>
}

const TICK_MS = 60_000
const STEP_PAUSE_MS = 50

/** Runs tasks on the one instance that holds the lease. An instance that takes over runs all of them at once: what the one
 * before has done is done, and costs a look. */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { tasks, state, holder, nowMs, log, lease = 'jobs', tickMs = TICK_MS, pause = wait } = options
  // Three looks: a leader that is gone is replaced soon, one that is only slow is not.
  const ttlMs = 3 * tickMs
  const nextAtMs = new Map<string, number>()
  const failing = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | null = null
  let stopped = false

  const leads = () => state.claimLease(lease, { holder, ttlMs, nowMs: nowMs() })

  async function run(task: Task): Promise<void> {
    // Asked before each step, which also makes the lease last.
    while (!stopped && (await leads())) {
      if (!(await task.step(nowMs()))) {
        nextAtMs.set(task.name, nowMs() + task.everyMs)
        return
      }
      await pause(STEP_PAUSE_MS)
    }
  }

  async function runDue(): Promise<void> {
    if (!(await leads())) {
      // What another instance does is due at once when it is gone.
      nextAtMs.clear()
      return
    }
    for (const task of tasks.filter(({ name }) => (nextAtMs.get(name) ?? 0) <= nowMs())) {
      try {
        await run(task)
        failing.delete(task.name)
      } catch (error) {
        // Once an outage; it is tried again with the next look.
        if (!failing.has(task.name)) log.warn({ err: error, task: task.name }, 'a task failed')
        failing.add(task.name)
      }
    }
  }

  const tick = (): Promise<void> =>
    (running ??= runDue()
      .catch((error: unknown) => {
        log.warn({ err: error }, 'tasks could not be looked at')
      })
      .finally(() => {
        running = null
      }))

  return {
    start() {
      timer ??= setInterval(() => void tick(), tickMs).unref()
    },
    tick,
    async stop() {
      stopped = true
      clearInterval(timer)
      await running
      await state.releaseLease(lease, holder)
    },
  }
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
