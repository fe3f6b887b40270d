import type { Task } from './scheduler'

/** Between two looks for what is to be delivered. What this instance has queued itself is looked at when it is queued. */
export const ALERT_TICK_MS = 5_000

/** What tells people what happens in the hub, as far as one instance of all does it. */
export function createAlertTasks(alerts: {
  sendDeliveries: (nowMs: number) => Promise<boolean>
  tellSummary: (nowMs: number) => Promise<void>
}): Task[] {
  return [
    // Due with every look.
    { name: 'deliveries', everyMs: 0, step: (nowMs) => alerts.sendDeliveries(nowMs) },
    {
      name: 'daily summary',
      everyMs: 60_000,
      async step(nowMs) {
        await alerts.tellSummary(nowMs)
        return false
      },
    },
  ]
}
