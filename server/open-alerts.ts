import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { healthAlertsOf, outageEvent } from '#server/domain/make-events'
import type { HubPart } from '#server/domain/make-events'
import { ALERT_TICK_MS, createAlertTasks } from '#server/jobs/alert-tasks'
import { createScheduler } from '#server/jobs/scheduler'
import { systemClock } from '#server/platform/clock'
import type { Logger } from '#server/platform/logger'
import { createAlerts } from '#server/services/create-alerts'
import type { Alerts } from '#server/services/create-alerts'
import type { ConfigSnapshotSource } from '#server/stores/config-snapshot'
import type { HealthBoard } from '#server/stores/health-board'
import type { Stores } from '#server/stores/interfaces'
import type { SharedState } from '#server/stores/shared-state'
import type { SpendState } from '#server/stores/spend-state'

/** An outage shorter than this is none. */
const OUTAGE_LOOK_MS = 5_000

export interface OpenAlerts extends Alerts {
  /** There is something to deliver. */
  onQueued: () => void
  /** The same spend state, of whose settlements the limits take note. */
  watched: SpendState
  start(): void
  stop(): Promise<void>
}

/** Tells people what happens to the health of providers, to limits, and to the hub itself. */
export function openAlerts(options: {
  stores: Stores
  config: ConfigSnapshotSource
  state: SharedState
  health: HealthBoard
  spend: SpendState
  timeZone: string
  log: Logger
}): OpenAlerts {
  const { stores, config, state, health, spend, timeZone, log } = options
  const nowMs = () => systemClock.nowMs()
  const sender = createSender(() => alerts.sendDeliveries(nowMs()), log)
  const onQueued = () => {
    sender.send()
  }
  const alerts = createAlerts({
    stores,
    settings: () => config.current.settings,
    readSpend: async (gauges) => spend.read(gauges, nowMs()),
    onQueued,
    timeZone,
    nowMs,
    log,
  })
  const { events, budgets } = alerts
  const deliveries = createScheduler({
    ...{ tasks: createAlertTasks(alerts), state, holder: randomUUID(), nowMs, log },
    lease: 'alerts',
    tickMs: ALERT_TICK_MS,
  })
  config.onChange(() => void alerts.directly.refresh())
  health.onTransition((transition) => {
    const { providerId } = transition
    const providerName = config.current.providers.find(({ id }) => id === providerId)?.name ?? providerId
    for (const event of healthAlertsOf({ ...transition, providerName }, nowMs())) events.raise(event)
  })
  const outages = followOutages(
    { database: () => config.stale, Redis: () => state.degraded },
    (part, lost) => {
      const event = outageEvent(part, lost, hostname(), nowMs())
      // What is written down waits for the database; who should mend it must not.
      if (part === 'database' && lost)
        void alerts.directly.tell(event).then((sent) => {
          events.raise({ ...event, sent })
        })
      else events.raise(event)
    },
    // Nobody leads then, and of all times this is one to be told of.
    () => {
      if (state.degraded) sender.send()
    },
  )
  return {
    ...alerts,
    onQueued,
    watched: {
      ...spend,
      settle(settlement) {
        if (settlement.nanoUsd > 0) budgets.noteSettled(settlement.gauges)
        return spend.settle(settlement)
      },
    },
    start() {
      void alerts.directly.refresh()
      deliveries.start()
      budgets.start()
      outages.start()
    },
    async stop() {
      budgets.stop()
      outages.stop()
      await budgets.look()
      await events.flush()
      events.stop()
      await deliveries.stop()
      await sender.idle()
    },
  }
}

/** Tries at once what this instance has queued, whoever leads: each delivery is claimed for its try in the database. */
function createSender(step: () => Promise<boolean>, log: Pick<Logger, 'warn'>) {
  let sending: Promise<void> | null = null
  const sendAll = async (): Promise<void> => {
    while (await step());
  }
  return {
    send() {
      sending ??= sendAll()
        .catch((error: unknown) => {
          log.warn({ err: error }, 'deliveries could not be looked at')
        })
        .finally(() => {
          sending = null
        })
    },
    idle: async () => sending,
  }
}

/** Tells when a part is lost, and when it is back. */
function followOutages(
  parts: Record<HubPart, () => boolean>,
  tell: (part: HubPart, lost: boolean) => void,
  onLook: () => void,
) {
  const lost = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  const look = () => {
    for (const part of ['database', 'Redis'] as const) {
      const isLost = parts[part]()
      if (isLost === lost.has(part)) continue
      if (isLost) lost.add(part)
      else lost.delete(part)
      tell(part, isLost)
    }
    onLook()
  }
  return {
    start() {
      timer ??= setInterval(look, OUTAGE_LOOK_MS).unref()
    },
    stop() {
      clearInterval(timer)
    },
  }
}
