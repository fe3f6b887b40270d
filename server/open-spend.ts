import { join } from 'node:path'
import type { Settings } from '#server/domain/settings'
import type { DataDir } from '#server/platform/data-dir'
import { systemClock } from '#server/platform/clock'
import type { Logger } from '#server/platform/logger'
import type { RequestLogWriter, UsageStore } from '#server/stores/interfaces'
import { createMemorySpend } from '#server/stores/memory-spend'
import { createSeededSpend } from '#server/stores/seeded-spend'
import { openSpendJournal } from '#server/stores/spend-journal'
import type { SpendState } from '#server/stores/spend-state'

/** What limits have been used up: in memory and a journal file, or in Redis. */
export function openSpend(options: {
  dataDir: DataDir
  usage: Pick<UsageStore, 'spendSnapshot'>
  settings: () => Settings
  log: Logger
}): SpendState {
  const { dataDir, usage, settings, log } = options
  const journal = openSpendJournal({ directory: join(dataDir.path, 'journal'), log })
  const failClosed = (): boolean => {
    const { budgetMode, budgetsWithoutRedis } = settings()
    return budgetMode === 'strict' || budgetsWithoutRedis === 'refuse'
  }
  const nowMs = () => systemClock.nowMs()
  return createSeededSpend({ state: createMemorySpend({ journal }), usage, nowMs, failClosed, log })
}

/** Write down what processes that ended before their time have left behind. Resolves when it is in the database: limits
 * that are asked for then count it. */
export async function bringAbandoned(
  spend: SpendState,
  writer: RequestLogWriter,
  nowMs: number,
): Promise<void> {
  const abandoned = await spend.takeAbandoned(nowMs)
  for (const { requestId, row } of abandoned) writer.appendEncoded(requestId, row)
  if (abandoned.length > 0) await writer.flush()
}
