import { messageOf } from '#server/domain/events'
import type { EventMessage, HubEvent } from '#server/domain/events'
import type { Settings } from '#server/domain/settings'
import type { Logger } from '#server/platform/logger'
import type { NewDelivery, NewNotification, Stores } from '#server/stores/interfaces'
import { labelOf } from './webhooks/clip-text'

/** Where whatever happens in the hub is told (FR-025): it becomes messages in inboxes, and deliveries by webhook and
 * e-mail. Nobody waits for it, the data plane least of all. */
export interface HubEvents {
  /** Never throws. An event that was told before, here or by another instance, is not told again. */
  raise(event: HubEvent): void
  /** Resolves when everything that was raised before is written, or cannot be for now. */
  flush(): Promise<void>
  stop(): void
}

/** Events that may wait while the database is away; the oldest go first. */
const MAX_PENDING = 1_000
const RETRY_MS = 5_000

export function createHubEvents(options: {
  stores: Pick<Stores, 'notifications' | 'webhooks'>
  settings: () => Pick<Settings, 'alertEvents' | 'alertEmails'>
  /** There is something to deliver. */
  onQueued: () => void
  log: Pick<Logger, 'warn'>
}): HubEvents {
  const { stores, settings, onQueued, log } = options
  let pending: HubEvent[] = []
  let writing: Promise<void> | null = null
  let timer: NodeJS.Timeout | undefined
  let failing = false

  const tell = async (event: HubEvent): Promise<void> => {
    const message = messageOf(event)
    const { alertEvents, alertEmails } = settings()
    const isAlert = alertEvents.includes(event.name)
    const webhooks = event.sent === true ? [] : await stores.webhooks.wanting(event.name)
    if (!isAlert && webhooks.length === 0) return
    const base = { event: event.name, payload: JSON.stringify(message) }
    const deliveries: NewDelivery[] = [
      ...webhooks.map(({ id, host }) => ({
        ...base,
        channel: 'webhook' as const,
        webhookId: id,
        recipient: host,
      })),
      ...(isAlert && event.sent !== true ? alertEmails : []).map((recipient) => ({
        ...base,
        channel: 'email' as const,
        webhookId: null,
        recipient,
      })),
    ]
    const told = await stores.notifications.announce(messagesOf(event, message, isAlert), deliveries)
    if (told && deliveries.length > 0) onQueued()
  }

  const write = async (): Promise<void> => {
    for (let event = pending[0]; event; event = pending[0]) {
      try {
        await tell(event)
        failing = false
      } catch (error) {
        // Once an outage.
        if (!failing) log.warn({ err: error, event: event.name }, 'an event cannot be told for now')
        failing = true
        timer ??= setTimeout(() => {
          timer = undefined
          void flush()
        }, RETRY_MS).unref()
        return
      }
      // Others may have been added, and this one pushed out.
      if (pending[0] === event) pending.shift()
    }
  }
  const flush = (): Promise<void> =>
    (writing ??= write().finally(() => {
      writing = null
    }))

  return {
    raise(event) {
      pending.push(event)
      pending = pending.slice(-MAX_PENDING)
      void flush()
    },
    flush,
    stop() {
      clearTimeout(timer)
    },
  }
}

/** For the admins, and for those whom it is about; or only kept, so that it is not sent twice. */
function messagesOf(
  { name, dedupeKey, nextDedupeKey, userIds }: HubEvent,
  message: EventMessage,
  isAlert: boolean,
): NewNotification[] {
  const { severity: level, title } = message
  const shared = { event: name, level, title, body: bodyOf(message), expiresAt: null }
  return [
    { ...shared, dedupeKey, audience: isAlert ? 'admins' : 'nobody', userIds: null },
    ...(nextDedupeKey === undefined
      ? []
      : [{ ...shared, dedupeKey: nextDedupeKey, audience: 'nobody' as const, userIds: null }]),
    ...(isAlert && userIds
      ? [{ ...shared, dedupeKey: `${dedupeKey}:users`, audience: 'users' as const, userIds: [...userIds] }]
      : []),
  ]
}

/** What the title and the text do not say already goes below. */
const bodyOf = ({ title, text, facts }: EventMessage): string =>
  [
    text,
    ...Object.entries(facts)
      .filter(([, value]) => !`${title} ${text}`.includes(value))
      .map(([fact, value]) => `${labelOf(fact)}: ${value}`),
  ].join('\n')
