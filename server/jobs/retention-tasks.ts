import type { RetentionStore } from '#server/stores/interfaces'
import type { Task } from './scheduler'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** What is kept of the health of providers and of old configurations at least. */
const HISTORY_MS = 30 * DAY_MS
/** What jobs have made can be fetched for so long. */
const JOBS_MS = 7 * DAY_MS
/** What happened to the hub is told in inboxes for so long. */
const MESSAGES_MS = 180 * DAY_MS

/** What is too old goes, little by little, so that no step keeps the database or the event loop busy for long. */
export function createRetentionTasks(options: {
  retention: RetentionStore
  settings: () => { logRetentionDays: number; statisticsRetentionDays: number }
}): Task[] {
  const { retention, settings } = options
  const task = (name: string, step: Task['step']): Task => ({ name, everyMs: HOUR_MS, step })
  return [
    task('request rows', (nowMs) => retention.deleteRequests(nowMs - settings().logRetentionDays * DAY_MS)),
    task('statistics', (nowMs) => retention.foldUsage(nowMs - settings().statisticsRetentionDays * DAY_MS)),
    task('repeatable requests', (nowMs) => retention.deleteIdempotentAnswers(nowMs - DAY_MS)),
    task('jobs', (nowMs) => retention.deleteJobs(nowMs - JOBS_MS)),
    task('health history', (nowMs) => retention.deleteHealthHistory(nowMs - HISTORY_MS)),
    task('deliveries', (nowMs) => retention.deleteDeliveries(nowMs - HISTORY_MS)),
    task('messages', (nowMs) => retention.deleteEventNotifications(nowMs - MESSAGES_MS)),
    task('routing snapshots', (nowMs) => retention.deleteRoutingSnapshots(nowMs - HISTORY_MS)),
  ]
}
