/** The stores of messages and of what is sent out; a part of the table of contents in interfaces.ts. */
import type { Notification, NotificationFields, Reader } from '#server/domain/notification'
import type { Page } from '#server/domain/page'
import type { Delivery, DeliveryStatus, Webhook, WebhookKind, WebhookTarget } from '#server/domain/webhook'
import type { EventName } from '#server/domain/events'
import type { PageRequest, SeenVersion } from './interfaces'

/** A message for the inboxes that an event makes. The dedupe key is its own among all that there ever were. */
export type NewNotification = Omit<Notification, 'id' | 'createdAt'> & { dedupeKey: string }
export type NewDelivery = Pick<Delivery, 'channel' | 'webhookId' | 'recipient' | 'event' | 'payload'>

export interface NotificationEntry extends Notification {
  /** How many have read it. */
  reads: number
}
export interface InboxEntry extends Notification {
  /** Null until its reader has read it. */
  readAt: Date | null
}

export interface NotificationStore {
  /** What one event makes, all of it or nothing; not a part of the configuration.
   * @returns false when it was told before: by the first message's dedupe key */
  announce(notifications: readonly NewNotification[], deliveries: readonly NewDelivery[]): Promise<boolean>
  create(fields: NotificationFields): Promise<Notification>
  get(id: string): Promise<NotificationEntry | null>
  /** False when there was none. */
  remove(id: string): Promise<boolean>
  /** All that were ever in an inbox, expired ones too. */
  list(page: PageRequest): Promise<Page<NotificationEntry>>
  /** What a reader gets to see now. */
  inbox(reader: Reader, page: PageRequest): Promise<Page<InboxEntry>>
  /** Counted up to `atMost`. */
  unread(reader: Reader, atMost: number): Promise<number>
  /** False when it is not for the reader to see. */
  markRead(reader: Reader, id: string): Promise<boolean>
  markAllRead(reader: Reader): Promise<void>
}

export interface WebhookCreate {
  name: string
  kind: WebhookKind
  /** Plain; the store seals it. */
  url: string
  /** Plain; the store seals it. Null signs nothing. */
  secret: string | null
  events: EventName[]
  enabled: boolean
}
/** An absent field is left as it is; so are an absent URL and an absent secret. */
export type WebhookPatch = { [K in keyof WebhookCreate]?: WebhookCreate[K] | undefined } & SeenVersion

export interface WebhookStore {
  list(page: PageRequest): Promise<Page<Webhook>>
  get(id: string): Promise<Webhook | null>
  create(input: WebhookCreate): Promise<Webhook>
  update(id: string, patch: WebhookPatch): Promise<Webhook | null>
  remove(id: string): Promise<boolean>
  /** All that want an event. */
  wanting(event: EventName): Promise<Webhook[]>
  /** Unsealed, for sending. */
  target(id: string): Promise<(WebhookTarget & { enabled: boolean }) | null>
}

/** How a try ended. */
export interface DeliveryOutcome {
  status: DeliveryStatus
  nextAttemptAt: Date | null
  lastStatus: number | null
  lastError: string | null
}

export interface DeliveryStore {
  list(
    filter: { webhookId?: string | undefined; status?: DeliveryStatus | undefined },
    page: PageRequest,
  ): Promise<Page<Delivery>>
  get(id: string): Promise<Delivery | null>
  /** Those whose time has come, the longest due first. */
  due(nowMs: number, limit: number): Promise<Delivery[]>
  /** Begin a try: it counts from now on, and is due again at `untilMs` if nothing is heard of it.
   * @returns false when somebody else has begun one since the delivery was read */
  claim(delivery: Pick<Delivery, 'id' | 'attempts'>, untilMs: number): Promise<boolean>
  finish(id: string, outcome: DeliveryOutcome): Promise<void>
  /** Due now, whatever became of it before. False when there is none, or it was sent. */
  retry(id: string, nowMs: number): Promise<boolean>
}

/** Settings that nobody gets to read, by their names. */
export interface SecretSettingStore {
  /** Null when it is not set. */
  read(name: string): Promise<string | null>
  /** Null forgets it. @throws StoreError("conflict") when the environment has decided it */
  set(name: string, plain: string | null): Promise<void>
  /** The environment variable that has decided it; null when none has. */
  decidedBy(name: string): string | null
}
