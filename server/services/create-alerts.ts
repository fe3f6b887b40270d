import type { Gauge } from '#server/domain/gauges'
import type { Settings } from '#server/domain/settings'
import type { Logger } from '#server/platform/logger'
import type { Stores } from '#server/stores/interfaces'
import { createBudgetWatch } from './budget-watch'
import type { BudgetWatch } from './budget-watch'
import { createDailySummary } from './daily-summary'
import { SMTP_PASSWORD } from './email-service'
import { createHubEvents } from './hub-events'
import type { HubEvents } from './hub-events'
import { createSendDeliveries } from './send-deliveries'
import type { SendDeliveries } from './send-deliveries'
import { createSendEmail } from './send-email'
import type { SendEmail } from './send-email'
import { createTellDirectly } from './tell-directly'
import type { TellDirectly } from './tell-directly'
import { createSendWebhook } from './webhooks/send-webhook'
import type { SendWebhook } from './webhooks/send-webhook'

/** What tells people what happens in the hub (FR-017, FR-025). */
export interface Alerts {
  events: HubEvents
  budgets: BudgetWatch
  sendWebhook: SendWebhook
  sendEmail: SendEmail
  directly: TellDirectly
  /** A step of what one instance of all does now and then. */
  sendDeliveries: SendDeliveries
  tellSummary: (nowMs: number) => Promise<void>
}

export function createAlerts(options: {
  stores: Pick<Stores, 'notifications' | 'webhooks' | 'deliveries' | 'secretSettings' | 'usage' | 'apiKeys'>
  settings: () => Settings
  readSpend: (gauges: readonly Gauge[]) => Promise<(number | null)[]>
  /** There is something to deliver. */
  onQueued: () => void
  /** IANA name. */
  timeZone: string
  nowMs: () => number
  log: Pick<Logger, 'warn'>
}): Alerts {
  const { stores, settings, readSpend, onQueued, timeZone, nowMs, log } = options
  const events = createHubEvents({ stores, settings, onQueued, log })
  const raise: HubEvents['raise'] = (event) => {
    events.raise(event)
  }
  const sendWebhook = createSendWebhook({ nowMs })
  const sendEmail = createSendEmail({ settings, password: () => stores.secretSettings.read(SMTP_PASSWORD) })
  return {
    events,
    budgets: createBudgetWatch({ readSpend, stores, raise, nowMs, log }),
    sendWebhook,
    sendEmail,
    directly: createTellDirectly({ stores, settings, sendWebhook, name: 'hub.degraded' }),
    sendDeliveries: createSendDeliveries({ stores, sendWebhook, sendEmail, nowMs }),
    tellSummary: createDailySummary({ usage: stores.usage, settings, timeZone, raise }),
  }
}
