import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Settings } from '#server/domain/settings'
import { systemClock } from '#server/platform/clock'
import type { DataDir } from '#server/platform/data-dir'
import type { Env } from '#server/platform/env'
import type { Logger } from '#server/platform/logger'
import { createRedisLink } from '#server/platform/redis-link'
import type { RedisLink } from '#server/platform/redis-link'
import type { RequestLogWriter } from '#server/stores/interfaces'
import { openInstanceJournal } from '#server/stores/instance-journal'
import { createMemorySpend } from '#server/stores/memory-spend'
import { createMemoryState } from '#server/stores/memory-state'
import { openRedisState } from '#server/stores/redis-state'
import { createResilientSpend } from '#server/stores/resilient-spend'
import type { SharedState } from '#server/stores/shared-state'
import { openSpendJournal } from '#server/stores/spend-journal'
import type { SpendState } from '#server/stores/spend-state'

/** What the requests under way share: in memory and a journal file, or in Redis and a journal for what it may forget. */
export async function openRuntimeState(options: {
  env: Env
  dataDir: DataDir
  failClosed: () => boolean
  log: Logger
}): Promise<{ state: SharedState; spendState: SpendState; link: RedisLink | null }> {
  const { env, dataDir, failClosed, log } = options
  const url = env.REDIS_URL
  if (url === undefined) {
    const journal = openSpendJournal({ directory: join(dataDir.path, 'journal'), log })
    return { state: createMemoryState(), spendState: createMemorySpend({ journal }), link: null }
  }
  const link = createRedisLink({ url, deadlineMs: env.REDIS_DEADLINE_MS, log })
  const nowMs = () => systemClock.nowMs()
  const instanceId = randomUUID()
  const journal = await openInstanceJournal({ directory: join(dataDir.path, 'journals'), instanceId, log })
  const spendState = createResilientSpend({ link, instanceId, journal, nowMs, failClosed, log })
  return { state: await openRedisState({ url, link, clock: systemClock, log }), spendState, link }
}

/** Whether a request with a limit in USD is refused when it cannot be known what was spent. */
export const refusesUnknown = ({ budgetMode, budgetsWithoutRedis }: Settings): boolean =>
  budgetMode === 'strict' || budgetsWithoutRedis === 'refuse'

/** Between two looks for what other instances have left behind. */
const LOOK_MS = 5_000

/** Write down what processes that ended before their time have left behind: at once, and, since others may end later, now
 * and then. Resolves when what there is now is in the database: limits that are asked for then count it.
 * @returns how to stop */
export async function followAbandoned(
  spend: SpendState,
  writer: RequestLogWriter,
  log: Pick<Logger, 'warn'>,
): Promise<() => void> {
  const look = async (): Promise<void> => {
    const abandoned = await spend.takeAbandoned(systemClock.nowMs())
    for (const { requestId, row } of abandoned) writer.appendEncoded(requestId, row)
    if (abandoned.length > 0) await writer.flush()
  }
  await look()
  let looking = false
  const timer = setInterval(() => {
    // While the database is away the rows of the last look still wait.
    if (looking) return
    looking = true
    look()
      .catch((error: unknown) => {
        log.warn({ err: error }, 'what ended instances have left behind could not be read')
      })
      .finally(() => {
        looking = false
      })
  }, LOOK_MS)
  timer.unref()
  return () => {
    clearInterval(timer)
  }
}
